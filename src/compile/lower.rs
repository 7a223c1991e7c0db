//! Lowers the tree to the model and makes implied parts explicit: map entries, groups, default labels, open range ends.
//! Parents come before children, breadth first.

use rustc_hash::FxHashSet;

use crate::schema::{
    Declarations, Element, Enum, EnumValue, ExtensionRange, Field, FieldType, File, IdRange, Import, Label,
    MAX_FIELD_NUMBER, Message, Method, NO_TOK, Name, Oneof, OptionSet, OptionSetId, Origin, ReservedName,
    ReservedRange, Service, SkippedNames, SourceInfo, TokRange, Tokens, map_entry_name, number,
};
use crate::syntax::{
    self, Body, Decl, EnumItem, Kind, Level, MethodItem, ServiceItem, Skipped, Tok, Tree, ValueKind,
};

/// Lowers a parsed file.
pub fn lower(tree: Tree) -> File {
    let mut file =
        File::new("", "", Origin::Image(SourceInfo::default()), tree.level(), tree.source.bytes().len());
    file.name = tree.source.name().into();
    file.path = tree.source.shared_path();
    file.damaged = tree.damaged;
    file.skipped = skipped_names(&tree);
    Lower { tree: &tree, file: &mut file, pending: Vec::new() }.run();
    file.origin = Origin::Source(Box::new(tree));
    file
}

/// The number of fields at any depth, including two for each map entry.
fn field_count(decls: &[Decl]) -> usize {
    let of = |decl: &Decl| match decl {
        Decl::Field(field) => {
            let entry = if matches!(field.ty, syntax::Type::Map { .. }) { 2 } else { 0 };
            1 + entry + field.group.as_ref().map_or(0, |body| field_count(&body.decls))
        }
        Decl::Message(message) => field_count(&message.body.decls),
        Decl::Oneof(oneof) => field_count(&oneof.body.decls),
        Decl::Extend(extend) => field_count(&extend.body.decls),
        _ => 0,
    };
    decls.iter().map(of).sum()
}

fn skipped_names(tree: &Tree) -> SkippedNames {
    let Skipped { statements, options, everything } = &tree.skipped;
    let toks = statements.iter().flat_map(|&(first, end)| first..end);
    let words = toks.filter(|&tok| tree.tokens[tok as usize].kind == Kind::Ident);
    let words = words.map(|tok| tree.text(tok).into()).collect();
    SkippedNames { words, options: *options, everything: *everything }
}

struct Lower<'t, 'f> {
    tree: &'t Tree,
    file: &'f mut File,
    /// The syntax of each message, by index.
    pending: Vec<Pending<'t>>,
}

#[derive(Clone, Copy)]
enum Pending<'t> {
    Body(&'t Body),
    Entry { key: syntax::Path, value: syntax::Path, features: u32 },
}

impl<'t> Lower<'t, '_> {
    fn run(mut self) {
        let tree = self.tree;
        let mut text = String::new();
        for decl in &tree.decls {
            if let Decl::Package(package) = decl {
                text.clear();
                tree.push_path(package.name, &mut text);
                self.file.package = self.file.add_name(text.as_bytes());
            }
        }
        self.imports();
        self.file.fields.reserve_exact(field_count(&tree.decls));
        self.file.top = self.scope(&tree.decls, None);
        self.services();
        let options = tree.decls.iter().filter_map(option_of).collect();
        self.file.options = self.option_set(Element::File, options);
        let mut next = 0;
        while next < self.pending.len() {
            match self.pending[next] {
                Pending::Body(body) => self.message_body(next as u32, body),
                Pending::Entry { key, value, features } => {
                    self.entry_fields(next as u32, key, value, features);
                }
            }
            next += 1;
        }
    }

    fn imports(&mut self) {
        for decl in &self.tree.decls {
            let Decl::Import(import) = decl else { continue };
            let path = self.file.add_name(&self.tree.string(import.path));
            let at = Tokens { first: import.first, last: import.last, name: import.path.first };
            self.file.imports.push(Import { path, kind: import.kind, at });
        }
    }

    /// Lowers the declarations in a file or a message. The fields of a message are added as a side effect.
    fn scope(&mut self, decls: &'t [Decl], parent: Option<u32>) -> Declarations {
        let messages = self.file.messages.len() as u32;
        let enums = self.file.enums.len() as u32;
        let mut extensions = Vec::new();
        for decl in decls {
            match decl {
                Decl::Message(message) => {
                    let at = Tokens { first: message.first, last: message.body.close, name: message.name };
                    self.add_message(self.tree.text(message.name), parent, at, Pending::Body(&message.body));
                    let added = self.file.messages.len() - 1;
                    self.file.messages[added].visibility = message.visibility;
                }
                Decl::Enum(enumeration) => self.enumeration(enumeration, parent),
                Decl::Field(field) => {
                    let field = self.field(field, parent, None);
                    self.file.fields.push(field);
                }
                Decl::Oneof(oneof) => self.oneof(oneof, parent),
                Decl::Extend(extend) => {
                    let extendee = self.name_of_path(extend.extendee);
                    for decl in &extend.body.decls {
                        let Decl::Field(field) = decl else { continue };
                        let mut lowered = self.field(field, parent, None);
                        lowered.extendee = extendee;
                        lowered.extendee_at = extend.extendee.into();
                        // Extensions always have presence, so proto3 `optional` needs no synthetic oneof.
                        extensions.push(lowered);
                    }
                }
                _ => {}
            }
        }
        let first_extension = self.file.fields.len() as u32;
        self.file.fields.extend(extensions);
        self.set_option_owners(first_extension);
        Declarations {
            messages: IdRange { start: messages, end: self.file.messages.len() as u32 },
            enums: IdRange { start: enums, end: self.file.enums.len() as u32 },
            extensions: IdRange { start: first_extension, end: self.file.fields.len() as u32 },
        }
    }

    /// Sets the owners of options. Extensions get their index only after all fields of the scope.
    fn set_option_owners(&mut self, first: u32) {
        for index in first..self.file.fields.len() as u32 {
            if let Some(options) = self.file.fields[index as usize].options {
                self.file.option_sets[options as usize].owner = Element::Field(index);
            }
        }
    }

    fn add_message(&mut self, name: &[u8], parent: Option<u32>, at: Tokens, pending: Pending<'t>) {
        let names = self.file.add_full_name(self.file.scope_name(parent), name);
        let map_entry = matches!(pending, Pending::Entry { .. });
        self.file.messages.push(Message { map_entry, ..Message::new(names, parent, at) });
        self.pending.push(pending);
    }

    fn message_body(&mut self, id: u32, body: &'t Body) {
        let fields = self.file.fields.len() as u32;
        let oneofs = self.file.oneofs.len() as u32;
        let scope = self.scope(&body.decls, Some(id));
        let fields = IdRange { start: fields, end: scope.extensions.start };
        let oneofs = IdRange { start: oneofs, end: self.file.oneofs.len() as u32 };
        let implied_oneofs = self.implied_oneofs(id, fields, oneofs);
        let options = body.decls.iter().filter_map(option_of).collect();
        let options = self.option_set(Element::Message(id), options);
        let max = if self.is_message_set(options) { i32::MAX } else { MAX_FIELD_NUMBER + 1 };
        let extension_ranges = self.extension_ranges(&body.decls, max);
        let reserved = body.decls.iter().filter_map(|decl| match decl {
            Decl::Reserved(reserved) => Some(&**reserved),
            _ => None,
        });
        let (reserved_ranges, reserved_names) = self
            .reserved(reserved, |range| if range.to_max { max } else { range_end(range).wrapping_add(1) });
        let message = &mut self.file.messages[id as usize];
        message.fields = fields;
        message.oneofs = oneofs;
        message.implied_oneofs = implied_oneofs;
        message.scope = scope;
        message.options = options;
        message.extension_ranges = extension_ranges;
        message.reserved_ranges = reserved_ranges;
        message.reserved_names = reserved_names;
    }

    /// Adds the synthetic oneofs of proto3 `optional` fields. Like in protoc, their name is `_field`, with `X`
    /// prepended until it is unique among the fields and oneofs of the message.
    fn implied_oneofs(&mut self, parent: u32, fields: IdRange, oneofs: IdRange) -> IdRange {
        let file = &self.file;
        let start = file.oneofs.len() as u32;
        let fields = fields.of(&file.fields);
        if !fields.iter().any(Field::implies_oneof) {
            return IdRange { start, end: start };
        }
        let oneofs = oneofs.of(&file.oneofs).iter().map(|oneof| oneof.name);
        let names = fields.iter().map(|field| field.name).chain(oneofs);
        let mut taken: FxHashSet<Vec<u8>> = names.map(|name| file.bytes(name).to_vec()).collect();
        let mut implied = Vec::new();
        for field in fields.iter().filter(|field| field.implies_oneof()) {
            let mut name = file.bytes(field.name).to_vec();
            if name.first() != Some(&b'_') {
                name.insert(0, b'_');
            }
            while !taken.insert(name.clone()) {
                name.insert(0, b'X');
            }
            implied.push((name, field.at));
        }
        for (name, at) in implied {
            let name = self.file.add_name(&name);
            self.file.oneofs.push(Oneof { name, parent, options: None, is_implied: true, at });
        }
        IdRange { start, end: self.file.oneofs.len() as u32 }
    }

    /// Whether the options set `message_set_wire_format = true`, which changes the value of `max` in ranges.
    fn is_message_set(&self, options: Option<OptionSetId>) -> bool {
        options.is_some_and(|options| {
            self.file.option_sets[options as usize].statements.iter().any(|&id| {
                let option = self.tree.option(id);
                option.name.len() == 1
                    && !option.name[0].extension
                    && self.tree.text(option.name[0].path.first) == b"message_set_wire_format"
                    && self.tree.text(option.value.first) == b"true"
            })
        })
    }

    fn field(&mut self, field: &'t syntax::Field, parent: Option<u32>, oneof: Option<u32>) -> Field {
        let tree = self.tree;
        let at = Tokens { first: field.first, last: field.last, name: field.name };
        let written = tree.text(field.name);
        let mut label = match field.label {
            Some(syntax::Label::Required) => Label::Required,
            Some(syntax::Label::Repeated) => Label::Repeated,
            Some(syntax::Label::Optional) | None => Label::Optional,
        };
        let index = self.file.fields.len() as u32;
        let options = self.field_options(Element::Field(index), field.options.as_ref());
        let (ty, type_name, type_at, name) = match &field.ty {
            syntax::Type::Named(path) => {
                let (ty, type_name) = self.named_type(*path);
                (ty, type_name, (*path).into(), self.file.add_name(written))
            }
            syntax::Type::Map { first, key, value, last } => {
                label = Label::Repeated;
                let entry = map_entry_name(written);
                let features = options.unwrap_or(OptionSetId::MAX);
                self.add_message(&entry, parent, at, Pending::Entry { key: *key, value: *value, features });
                let type_name = self.file.messages[self.file.messages.len() - 1].name;
                let type_at = TokRange { first: *first, last: *last };
                (FieldType::Named, type_name, type_at, self.file.add_name(written))
            }
            syntax::Type::Group(keyword) => {
                if let Some(body) = &field.group {
                    self.add_message(written, parent, at, Pending::Body(body));
                }
                let type_name = self.file.add_name(written);
                let name = self.file.add_name(&written.to_ascii_lowercase());
                (FieldType::Group, type_name, TokRange { first: *keyword, last: *keyword }, name)
            }
        };
        let default = self.default_value(field, ty);
        let json_name = syntax::pseudo_option(tree, field, "json_name")
            .last()
            .filter(|option| option.value.kind == ValueKind::Str);
        let json_name = json_name.map(|option| self.file.add_name(&tree.string(strings_of(option.value))));
        Field {
            name,
            parent,
            number: field.number.value,
            label,
            proto3_optional: field.label == Some(syntax::Label::Optional) && self.file.level == Level::Proto3,
            ty,
            type_name,
            extendee: Name::default(),
            oneof,
            default,
            json_name,
            options,
            at,
            number_at: field.number.first,
            type_at,
            extendee_at: TokRange::default(),
        }
    }

    fn named_type(&mut self, path: syntax::Path) -> (FieldType, Name) {
        if path.first == path.last
            && let Some(ty) = FieldType::of_keyword(self.tree.word(path.first), self.file.level)
        {
            return (ty, Name::default());
        }
        (FieldType::Named, self.name_of_path(path))
    }

    fn name_of_path(&mut self, path: syntax::Path) -> Name {
        if path.first == path.last {
            return self.file.add_name(self.tree.text(path.first));
        }
        let text = self.tree.path(path);
        self.file.add_name(text.as_bytes())
    }

    /// The default value, in descriptor form.
    fn default_value(&mut self, field: &syntax::Field, ty: FieldType) -> Option<Name> {
        let option = syntax::pseudo_option(self.tree, field, "default").last()?;
        let value = option.value;
        let word = self.tree.text(value.first);
        let float = match value.kind {
            ValueKind::Positive(number) => number as f64,
            ValueKind::Negative(number) => {
                if number == 0 {
                    -0.0
                } else {
                    number as f64
                }
            }
            ValueKind::Float(number) => number,
            _ if word == b"inf" => f64::INFINITY,
            _ => f64::NAN,
        };
        let text = match (ty, value.kind) {
            (FieldType::Float, _) => number::float_text(number::to_float(float)).into_bytes(),
            (FieldType::Double, _) => number::double_text(float).into_bytes(),
            (FieldType::String, ValueKind::Str) => self.tree.string(strings_of(value)),
            (FieldType::Bytes, ValueKind::Str) => number::c_escape(&self.tree.string(strings_of(value))),
            (FieldType::Named, _) => word.to_vec(),
            (_, ValueKind::Positive(number)) => number.to_string().into_bytes(),
            (_, ValueKind::Negative(number)) => number.to_string().into_bytes(),
            _ => word.to_vec(),
        };
        Some(self.file.add_name(&text))
    }

    fn oneof(&mut self, oneof: &'t syntax::Oneof, parent: Option<u32>) {
        let Some(parent) = parent else { return };
        let index = self.file.oneofs.len() as u32;
        let name = self.file.add_name(self.tree.text(oneof.name));
        let options = oneof.body.decls.iter().filter_map(option_of).collect();
        let options = self.option_set(Element::Oneof(index), options);
        let at = Tokens { first: oneof.first, last: oneof.body.close, name: oneof.name };
        self.file.oneofs.push(Oneof { name, parent, options, is_implied: false, at });
        for decl in &oneof.body.decls {
            if let Decl::Field(field) = decl {
                let mut field = self.field(field, Some(parent), Some(index));
                field.proto3_optional = false;
                self.file.fields.push(field);
            }
        }
    }

    fn entry_fields(&mut self, id: u32, key: syntax::Path, value: syntax::Path, options: OptionSetId) {
        let at = self.file.messages[id as usize].at;
        let start = self.file.fields.len() as u32;
        for (name, number, path) in [("key", 1, key), ("value", 2, value)] {
            let (ty, type_name) = self.named_type(path);
            let index = self.file.fields.len() as u32;
            let options = self.inherited_options(options, ty, Element::Field(index));
            let name = self.file.add_name(name.as_bytes());
            self.file.fields.push(Field {
                name,
                parent: Some(id),
                number,
                label: Label::Optional,
                proto3_optional: false,
                ty,
                type_name,
                extendee: Name::default(),
                oneof: None,
                default: None,
                json_name: None,
                options,
                at,
                number_at: NO_TOK,
                type_at: path.into(),
                extendee_at: TokRange::default(),
            });
        }
        let message = &mut self.file.messages[id as usize];
        message.fields = IdRange { start, end: start + 2 };
        // There are no extensions, but the empty range must start at the right index.
        message.scope.extensions = IdRange { start: start + 2, end: start + 2 };
    }

    /// The options that protoc copies from a map field to its key and value: features, and `enforce_utf8`.
    fn inherited_options(
        &mut self,
        options: OptionSetId,
        ty: FieldType,
        owner: Element,
    ) -> Option<OptionSetId> {
        let set = self.file.option_sets.get(options as usize)?;
        let inherited = |id: &syntax::OptionId| {
            let name = &self.tree.option(*id).name;
            let word = if name[0].extension { b"" } else { self.tree.text(name[0].path.first) };
            word == b"features" || (word == b"enforce_utf8" && name.len() == 1 && ty == FieldType::String)
        };
        let statements = set.statements.iter().copied().filter(inherited).collect();
        self.option_set(owner, statements)
    }

    fn extension_ranges(&mut self, decls: &[Decl], max: i32) -> IdRange {
        let start = self.file.extension_ranges.len() as u32;
        for decl in decls {
            let Decl::Extensions(extensions) = decl else { continue };
            let owner = Element::ExtensionRange(self.file.extension_ranges.len() as u32);
            let options = self.field_options(owner, extensions.options.as_ref());
            for range in &extensions.ranges {
                let end = if range.to_max { max } else { range_end(range).wrapping_add(1) };
                self.file.extension_ranges.push(ExtensionRange {
                    start: range.start.value,
                    end,
                    options,
                    at: range_at(range),
                });
            }
        }
        IdRange { start, end: self.file.extension_ranges.len() as u32 }
    }

    fn reserved<'r>(
        &mut self,
        statements: impl Iterator<Item = &'r syntax::Reserved>,
        end: impl Fn(&syntax::Range) -> i32,
    ) -> (IdRange, IdRange) {
        let ranges = self.file.reserved_ranges.len() as u32;
        let names = self.file.reserved_names.len() as u32;
        for reserved in statements {
            match &reserved.what {
                syntax::ReservedWhat::Ranges(list) => {
                    self.file.reserved_ranges.extend(list.iter().map(|range| ReservedRange {
                        start: range.start.value,
                        end: end(range),
                        at: range_at(range),
                    }));
                }
                syntax::ReservedWhat::Strings(list) => {
                    for &strings in list {
                        let name = self.file.add_name(&self.tree.string(strings));
                        let at = TokRange { first: strings.first, last: strings.last };
                        self.file.reserved_names.push(ReservedName { name, at });
                    }
                }
                syntax::ReservedWhat::Idents(list) => {
                    for &tok in list {
                        let name = self.file.add_name(self.tree.text(tok));
                        self.file
                            .reserved_names
                            .push(ReservedName { name, at: TokRange { first: tok, last: tok } });
                    }
                }
            }
        }
        let ranges = IdRange { start: ranges, end: self.file.reserved_ranges.len() as u32 };
        (ranges, IdRange { start: names, end: self.file.reserved_names.len() as u32 })
    }

    fn enumeration(&mut self, node: &syntax::Enum, parent: Option<u32>) {
        let index = self.file.enums.len() as u32;
        let (full_name, name) =
            self.file.add_full_name(self.file.scope_name(parent), self.tree.text(node.name));
        let start = self.file.values.len() as u32;
        for item in &node.items {
            let EnumItem::Value(value) = item else { continue };
            let name = self.file.add_name(self.tree.text(value.name));
            let owner = Element::Value(self.file.values.len() as u32);
            let options = self.field_options(owner, value.options.as_ref());
            let at = Tokens { first: value.name, last: value.last, name: value.name };
            let number_at = value.number.first;
            self.file.values.push(EnumValue {
                name,
                parent: index,
                number: value.number.value,
                options,
                at,
                number_at,
            });
        }
        let values = IdRange { start, end: self.file.values.len() as u32 };
        let options = node.items.iter().filter_map(|item| match item {
            EnumItem::Option(id) => Some(*id),
            _ => None,
        });
        let options = self.option_set(Element::Enum(index), options.collect());
        let reserved = node.items.iter().filter_map(|item| match item {
            EnumItem::Reserved(reserved) => Some(&**reserved),
            _ => None,
        });
        let (reserved_ranges, reserved_names) = self.reserved(reserved, range_end);
        let at = Tokens { first: node.first, last: node.close, name: node.name };
        let visibility = node.visibility;
        self.file.enums.push(Enum {
            name,
            full_name,
            parent,
            values,
            reserved_ranges,
            reserved_names,
            options,
            visibility,
            at,
        });
    }

    fn services(&mut self) {
        let tree = self.tree;
        for decl in &tree.decls {
            let Decl::Service(node) = decl else { continue };
            let index = self.file.services.len() as u32;
            let (full_name, name) = self.file.add_full_name(self.file.scope_name(None), tree.text(node.name));
            let start = self.file.methods.len() as u32;
            for item in &node.items {
                if let ServiceItem::Method(method) = item {
                    self.method(method, index);
                }
            }
            let options = node.items.iter().filter_map(|item| match item {
                ServiceItem::Option(id) => Some(*id),
                _ => None,
            });
            let options = self.option_set(Element::Service(index), options.collect());
            let methods = IdRange { start, end: self.file.methods.len() as u32 };
            let at = Tokens { first: node.first, last: node.close, name: node.name };
            self.file.services.push(Service { name, full_name, methods, options, at });
        }
    }

    fn method(&mut self, node: &syntax::Method, parent: u32) {
        let name = self.file.add_name(self.tree.text(node.name));
        let input = self.name_of_path(node.input.path);
        let output = self.name_of_path(node.output.path);
        let owner = Element::Method(self.file.methods.len() as u32);
        let options = node.body.as_ref().map(|body| {
            let statements = body.items.iter().filter_map(|item| match item {
                MethodItem::Option(id) => Some(*id),
                MethodItem::Empty(_) => None,
            });
            self.add_option_set(owner, statements.collect())
        });
        self.file.methods.push(Method {
            name,
            parent,
            input,
            output,
            client_streaming: node.input.stream.is_some(),
            server_streaming: node.output.stream.is_some(),
            options,
            at: Tokens { first: node.first, last: node.last, name: node.name },
            input_at: node.input.path.into(),
            output_at: node.output.path.into(),
        });
    }

    /// The option set of a field, without `default` and `json_name`.
    fn field_options(&mut self, owner: Element, brackets: Option<&syntax::Brackets>) -> Option<OptionSetId> {
        let is_field = matches!(owner, Element::Field(_));
        let pseudo = |id: &syntax::OptionId| {
            let part = self.tree.option(*id).name[0];
            is_field
                && !part.extension
                && matches!(self.tree.text(part.path.first), b"default" | b"json_name")
        };
        let statements = brackets?.options.clone().filter(|id| !pseudo(id)).collect();
        self.option_set(owner, statements)
    }

    fn option_set(&mut self, owner: Element, statements: Vec<syntax::OptionId>) -> Option<OptionSetId> {
        (!statements.is_empty()).then(|| self.add_option_set(owner, statements))
    }

    fn add_option_set(&mut self, owner: Element, statements: Vec<syntax::OptionId>) -> OptionSetId {
        self.file.option_sets.push(OptionSet { owner, statements, encoded: None });
        self.file.option_sets.len() as OptionSetId - 1
    }
}

fn option_of(decl: &Decl) -> Option<syntax::OptionId> {
    match decl {
        Decl::Option(id) => Some(*id),
        _ => None,
    }
}

fn strings_of(value: syntax::OptionValue) -> syntax::Strings {
    syntax::Strings { first: value.first, last: value.last }
}

fn range_end(range: &syntax::Range) -> i32 {
    range.end.unwrap_or(range.start).value
}

fn range_at(range: &syntax::Range) -> TokRange {
    let last: Tok = range.end.map_or(range.start.last, |end| end.last);
    TokRange { first: range.start.first, last }
}
