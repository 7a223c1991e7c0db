//! Encodes a schema to descriptor bytes that are identical to those of protoc 36.

use super::options::OptionsWriter;
use super::source_info::source_info;
use crate::schema::{
    Field, FieldType, File, FileId, IdRange, Links, Message, Name, OptionSetId, Origin, Ref, Schema, TypeRef,
    json_name,
};
use crate::syntax::{ImportKind, Level, Visibility};
use crate::wire::Writer;

/// Optional content of descriptors.
#[derive(Clone, Copy, Debug, Default)]
pub struct EncodeOptions {
    /// Positions and comments.
    pub source_info: bool,
    /// Options with source retention, and custom options in source order (`--retain_options`).
    pub retain_options: bool,
}

/// Appends a file as an entry of a `FileDescriptorSet`. A set is the concatenation of its entries.
pub fn encode_set_entry(schema: &Schema, file: FileId, options: EncodeOptions, out: &mut Vec<u8>) {
    let entry = Writer { out }.open(1);
    encode_file(schema, file, options, out);
    Writer { out }.close(entry);
}

/// Appends the `FileDescriptorProto` of a file to `out`.
pub fn encode_file(schema: &Schema, file: FileId, options: EncodeOptions, out: &mut Vec<u8>) {
    let source = &schema.files[file as usize];
    if options.source_info
        && let Some(tree) = source.tree()
    {
        // Enough for most files.
        out.reserve(tree.source.bytes().len() * 3 / 2);
    }
    let mut encoder = Encoder {
        schema,
        file: source,
        links: &schema.links[file as usize],
        id: file,
        values: OptionsWriter { schema, retain: options.retain_options },
        out: Writer { out },
    };
    encoder.file(options.source_info);
}

struct Encoder<'s, 'b> {
    schema: &'s Schema,
    file: &'s File,
    links: &'s Links,
    id: FileId,
    values: OptionsWriter<'s>,
    out: Writer<'b>,
}

impl<'s> Encoder<'s, '_> {
    /// Writes the fields of the file in the order of their numbers, like protobuf.
    fn file(&mut self, with_source_info: bool) {
        let file = self.file;
        self.out.bytes(1, file.name.as_bytes());
        if !file.bytes(file.package).is_empty() {
            self.name(2, file.package);
        }
        for import in file.imports.iter().filter(|import| import.kind != ImportKind::Option) {
            self.name(3, import.path);
        }
        self.messages(4, file.top.messages);
        self.enums(5, file.top.enums);
        for service in 0..file.services.len() {
            self.service(6, service);
        }
        self.extensions(7, file.top.extensions);
        self.options(8, file.options);
        if with_source_info {
            self.source_info(9);
        }
        self.import_indices(10, ImportKind::Public);
        self.import_indices(11, ImportKind::Weak);
        self.level(file.level);
        for import in file.imports.iter().filter(|import| import.kind == ImportKind::Option) {
            self.name(15, import.path);
        }
    }

    fn source_info(&mut self, number: i32) {
        match &self.file.origin {
            Origin::Source(tree) => {
                let open = self.out.open(number);
                source_info(tree, self.schema.options.get(self.id as usize), self.values, &mut self.out);
                self.out.close(open);
            }
            Origin::Image(info) if info.is_empty() => {}
            Origin::Image(info) => {
                let dropped = self.dropped_paths();
                if dropped.is_empty() {
                    return self.out.bytes(number, info);
                }
                let open = self.out.open(number);
                info.without(&dropped, self.out.out);
                self.out.close(open);
            }
        }
    }

    /// The paths of options that are dropped, to remove them from existing source info.
    fn dropped_paths(&self) -> Vec<Vec<i32>> {
        let mut dropped = Vec::new();
        let Some(options) = self.schema.options.get(self.id as usize) else { return dropped };
        for (set, resolved) in self.file.option_sets.iter().zip(&options.sets) {
            let mut below = Vec::new();
            if self.values.is_emptied(&resolved.merged) {
                below.push(Vec::new());
            } else {
                self.values.dropped_paths(&resolved.merged, &mut Vec::new(), &mut below);
            }
            if !below.is_empty() {
                let path = [self.file.path_of(set.owner), vec![File::options_number(set.owner)]].concat();
                dropped.extend(below.iter().map(|below| [path.as_slice(), below].concat()));
            }
        }
        dropped
    }

    /// Writes the imports of one kind as indices into the list of imports without option imports.
    fn import_indices(&mut self, number: i32, kind: ImportKind) {
        let listed = self.file.imports.iter().filter(|import| import.kind != ImportKind::Option);
        for (index, import) in listed.enumerate() {
            if import.kind == kind {
                self.out.int32(number, index as i32);
            }
        }
    }

    fn level(&mut self, level: Level) {
        // protoc omits `syntax` for proto2, even if the source has it.
        if level == Level::Proto2 {
            return;
        }
        let syntax = if level.is_editions() { "editions" } else { level.name() };
        self.out.bytes(12, syntax.as_bytes());
        if level.is_editions() {
            self.out.int32(14, level.edition());
        }
    }

    fn messages(&mut self, number: i32, ids: IdRange) {
        for message in ids.of(&self.file.messages) {
            let open = self.out.open(number);
            self.message(message);
            self.out.close(open);
        }
    }

    fn message(&mut self, message: &'s Message) {
        let file = self.file;
        self.name(1, message.name);
        // Synthetic oneofs follow the declared ones.
        let mut next_implied = message.oneofs.len() as i32;
        for id in message.fields.iter() {
            let field = &file.fields[id as usize];
            let oneof = match field.oneof {
                Some(oneof) => Some((oneof - message.oneofs.start) as i32),
                None if field.proto3_optional => {
                    next_implied += 1;
                    Some(next_implied - 1)
                }
                None => None,
            };
            self.field(2, id, oneof);
        }
        self.messages(3, message.scope.messages);
        self.enums(4, message.scope.enums);
        for range in message.extension_ranges.of(&file.extension_ranges) {
            let open = self.out.open(5);
            self.out.int32(1, range.start);
            self.out.int32(2, range.end);
            self.options(3, range.options);
            self.out.close(open);
        }
        self.extensions(6, message.scope.extensions);
        // protoc writes the options of a map field to the field only.
        if message.map_entry {
            let open = self.out.open(7);
            self.out.bool(7, true);
            self.out.close(open);
        } else {
            self.options(7, message.options);
        }
        for oneof in message.oneofs.of(&file.oneofs) {
            let open = self.out.open(8);
            self.name(1, oneof.name);
            self.options(2, oneof.options);
            self.out.close(open);
        }
        for oneof in message.implied_oneofs.of(&file.oneofs) {
            let open = self.out.open(8);
            self.name(1, oneof.name);
            self.out.close(open);
        }
        self.reserved(9, message.reserved_ranges, message.reserved_names);
        self.visibility(11, message.visibility);
    }

    fn extensions(&mut self, number: i32, ids: IdRange) {
        for id in ids.iter() {
            self.field(number, id, None);
        }
    }

    fn field(&mut self, number: i32, id: u32, oneof: Option<i32>) {
        let field = &self.file.fields[id as usize];
        let open = self.out.open(number);
        self.name(1, field.name);
        if field.is_extension() {
            let extendee = self.links.extendees[id as usize];
            self.type_name(2, extendee, field.extendee);
        }
        self.out.int32(3, field.number);
        self.out.int32(4, field.label as i32);
        self.field_type(field, self.links.field_types[id as usize]);
        if let Some(default) = field.default {
            self.name(7, default);
        }
        self.options(8, field.options);
        if let Some(oneof) = oneof {
            self.out.int32(9, oneof);
        }
        // Descriptor sets of protoc always have `json_name`, even if it is the default.
        match field.json_name {
            Some(name) => self.name(10, name),
            None => self.out.bytes(10, &json_name(self.file.bytes(field.name))),
        }
        if field.proto3_optional {
            self.out.bool(17, true);
        }
        self.out.close(open);
    }

    fn field_type(&mut self, field: &Field, target: Option<TypeRef>) {
        let (ty, target) = match target {
            Some(TypeRef::Message(at)) if field.ty == FieldType::Group => (FieldType::Group, at),
            Some(TypeRef::Message(at)) => (FieldType::Message, at),
            Some(TypeRef::Enum(at)) => {
                self.out.int32(5, FieldType::Enum as i32);
                let file = &self.schema.files[at.file as usize];
                return self.dotted(6, file.bytes(file.enums[at.index as usize].full_name));
            }
            None => {
                // Types missing from the set keep their original name and kind.
                if field.ty != FieldType::Named {
                    self.out.int32(5, field.ty as i32);
                }
                if !self.file.bytes(field.type_name).is_empty() {
                    self.name(6, field.type_name);
                }
                return;
            }
        };
        self.out.int32(5, ty as i32);
        self.type_name(6, Some(target), field.type_name);
    }

    fn enums(&mut self, number: i32, ids: IdRange) {
        let file = self.file;
        for enumeration in ids.of(&file.enums) {
            let open = self.out.open(number);
            self.name(1, enumeration.name);
            for value in enumeration.values.of(&file.values) {
                let open = self.out.open(2);
                self.name(1, value.name);
                self.out.int32(2, value.number);
                self.options(3, value.options);
                self.out.close(open);
            }
            self.options(3, enumeration.options);
            self.reserved(4, enumeration.reserved_ranges, enumeration.reserved_names);
            self.visibility(6, enumeration.visibility);
            self.out.close(open);
        }
    }

    /// Writes reserved ranges, and reserved names with the next field number.
    fn reserved(&mut self, number: i32, ranges: IdRange, names: IdRange) {
        let file = self.file;
        for range in ranges.of(&file.reserved_ranges) {
            let open = self.out.open(number);
            self.out.int32(1, range.start);
            self.out.int32(2, range.end);
            self.out.close(open);
        }
        for reserved in names.of(&file.reserved_names) {
            self.name(number + 1, reserved.name);
        }
    }

    fn visibility(&mut self, number: i32, visibility: Option<Visibility>) {
        match visibility {
            Some(Visibility::Local) => self.out.int32(number, 1),
            Some(Visibility::Export) => self.out.int32(number, 2),
            None => {}
        }
    }

    fn service(&mut self, number: i32, service: usize) {
        let file = self.file;
        let service = &file.services[service];
        let open = self.out.open(number);
        self.name(1, service.name);
        for id in service.methods.iter() {
            let method = &file.methods[id as usize];
            let (input, output) = self.links.methods[id as usize];
            let open = self.out.open(2);
            self.name(1, method.name);
            self.type_name(2, input, method.input);
            self.type_name(3, output, method.output);
            self.options(4, method.options);
            if method.client_streaming {
                self.out.bool(5, true);
            }
            if method.server_streaming {
                self.out.bool(6, true);
            }
            self.out.close(open);
        }
        self.options(3, service.options);
        self.out.close(open);
    }

    fn options(&mut self, number: i32, id: Option<OptionSetId>) {
        let Some(id) = id else { return };
        let known = self.schema.options.get(self.id as usize);
        let resolved = known.and_then(|known| known.sets.get(id as usize));
        let interpreted = known.and_then(|known| known.interpreted.get(&id));
        let encoded = interpreted.or(self.file.option_sets[id as usize].encoded.as_ref());
        match (resolved, encoded) {
            // Copy options from a descriptor set if they are uninterpretable or to be retained.
            (None, Some(bytes)) => self.out.bytes(number, bytes),
            (_, Some(bytes)) if self.values.retain => self.out.bytes(number, bytes),
            (Some(options), _) => self.values.options(number, options, &mut self.out),
            (None, None) => {}
        }
    }

    /// Writes the full name of a message with a leading dot, or the name as written if it is unresolved.
    fn type_name(&mut self, number: i32, target: Option<Ref>, written: Name) {
        match target {
            Some(at) => {
                let file = &self.schema.files[at.file as usize];
                self.dotted(number, file.bytes(file.messages[at.index as usize].full_name));
            }
            None => self.name(number, written),
        }
    }

    fn dotted(&mut self, number: i32, name: &[u8]) {
        let open = self.out.open(number);
        self.out.out.push(b'.');
        self.out.out.extend_from_slice(name);
        self.out.close(open);
    }

    fn name(&mut self, number: i32, name: Name) {
        self.out.bytes(number, self.file.bytes(name));
    }
}
