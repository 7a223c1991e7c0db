//! Checks for errors that the grammar excludes in sources, but that are possible in descriptors.

use rustc_hash::FxHashSet;

use super::Decoder;
use super::pieces::{Read, add_options, text};
use crate::diag::{Diagnostic, Place};
use crate::schema::{
    Declarations, Element, Field, FieldType, IdRange, Label, Message, Name, Oneof, Tokens, map_entry_name,
};
use crate::syntax::Level;
use crate::text::Line;
use crate::wire::{Reader, Wire};

impl<'a> Decoder<'a, '_> {
    pub(super) fn fault(&mut self, code: &'static str, message: impl Into<Line>, help: &str) {
        self.file.damaged = true;
        self.file.skipped.everything = true;
        if self.faults.len() >= super::MAX_FAULTS {
            return;
        }
        let path = if self.file.path.is_empty() { self.set } else { &*self.file.path };
        let mut fault = Diagnostic::error(code, Place::file(path), message).help(help);
        if !self.file.path.is_empty() {
            fault = fault.label(Place::file(self.set), "in this descriptor set");
        }
        self.faults.push(fault);
    }

    pub(super) fn check_file_name(&mut self) {
        let name = &self.file.name;
        if name.is_empty() {
            self.fault("missing-name", "the descriptor set contains a file without a name", WRITER_BUG_HELP);
        } else if name.contains(['\0', '\u{FFFD}']) {
            let message = format!("invalid file name `{}`", name.escape_debug());
            self.fault("bad-name", message, WRITER_BUG_HELP);
        }
    }

    /// Reports an invalid name. Returns whether there is a name.
    pub(super) fn check_name(&mut self, name: &[u8], what: &str, scope: Name) -> bool {
        let place = match self.file.str(scope) {
            "" => String::new(),
            scope => format!(" in `{scope}`"),
        };
        if name.is_empty() {
            self.fault("missing-name", format!("{what}{place} has no name"), WRITER_BUG_HELP);
            return false;
        }
        if !name.iter().all(|&byte| byte.is_ascii_alphanumeric() || byte == b'_') {
            let message =
                format!("invalid name `{}` for {what}{place}: not an identifier", name.escape_ascii());
            self.fault(
                "bad-name",
                message,
                "names consist of letters, digits and `_`, and do not start with a digit",
            );
        }
        true
    }

    pub(super) fn nested_too_deep(&mut self, name: &[u8]) {
        let message = format!(
            "message `{}` is nested too deeply: the limit is {} levels",
            name.escape_ascii(),
            super::MAX_MESSAGE_DEPTH
        );
        self.fault("nesting-too-deep", message, "move it to an outer scope");
    }

    pub(super) fn level(&mut self, syntax: &[u8], edition: i32) -> Level {
        let named = match syntax {
            b"" => Some(Level::Proto2),
            b"editions" => Level::numbered(edition).filter(|level| level.is_editions()),
            name => Level::named(name, false),
        };
        if let Some(level) = named {
            return level;
        }
        if syntax == b"editions" {
            let message = format!("unknown edition {edition}");
            let editions = Level::list_editions(|level| format!("{} ({})", level.name(), level.edition()));
            self.fault("unknown-edition", message, &format!("the editions are {editions}"));
            return Level::Edition2023;
        }
        let message = format!("unknown syntax `{}`", syntax.escape_ascii());
        self.fault("unknown-syntax", message, "the syntax can be \"proto2\", \"proto3\" or \"editions\"");
        Level::Proto2
    }

    pub(super) fn check_imports(&mut self, weak: bool, option: bool) {
        if weak && self.file.level >= Level::Edition2024 {
            let message = "edition 2024 has no weak imports";
            self.fault("weak-import", message, "use a plain import, or `import option`");
        }
        if option && self.file.level < Level::Edition2024 {
            let message = "`import option` requires edition 2024";
            self.fault("option-import", message, "use a plain import, or move the file to edition 2024");
        }
    }

    pub(super) fn bad_import_index(&mut self, word: &str, index: i32) {
        let count = self.file.imports.len();
        let message =
            format!("the index {index} of a {word} import is out of range: the file has {count} imports");
        self.fault("bad-import-index", message, WRITER_BUG_HELP);
    }

    pub(super) fn check_method_types(&mut self, name: &[u8], input: &[u8], output: &[u8]) -> bool {
        let complete = !input.is_empty() && !output.is_empty();
        if !complete {
            let message = format!("method `{}` has no request type or no response type", name.escape_ascii());
            self.fault("missing-type", message, WRITER_BUG_HELP);
        }
        complete
    }

    /// Reports contradictions in a field and corrects them if possible. Returns whether the field can be kept.
    pub(super) fn check_field(&mut self, field: &mut Field, extension: bool) -> bool {
        let name = self.file.str(field.name).to_owned();
        if extension && !field.is_extension() {
            self.fault("missing-extendee", format!("extension `{name}` has no extendee"), WRITER_BUG_HELP);
            return false;
        }
        if !extension && field.is_extension() {
            self.fault(
                "bad-extendee",
                format!("field `{name}` has an extendee, but is not an extension"),
                WRITER_BUG_HELP,
            );
            field.extendee = Name::default();
        }
        if extension && field.oneof.take().is_some() {
            self.fault(
                "bad-oneof-index",
                format!("extension `{name}` is in a oneof; only fields can be"),
                WRITER_BUG_HELP,
            );
        }
        self.check_type(field, &name);
        if field.proto3_optional && self.file.level != Level::Proto3 {
            let message =
                format!("field `{name}` is marked as proto3 `optional`, but the file is not proto3");
            self.fault("not-proto3", message, WRITER_BUG_HELP);
        }
        if let Some(default) = field.default
            && !is_default(field.ty, self.file.bytes(default))
        {
            let text = self.file.bytes(default).escape_ascii();
            let message =
                format!("the default `{text}` of field `{name}` is not a valid {}", field.ty.keyword());
            self.fault("bad-default", message, WRITER_BUG_HELP);
        }
        true
    }

    fn check_type(&mut self, field: &mut Field, name: &str) {
        let named = !self.file.bytes(field.type_name).is_empty();
        let may_be_named =
            matches!(field.ty, FieldType::Named | FieldType::Message | FieldType::Group | FieldType::Enum);
        if named && !may_be_named {
            let message = format!(
                "field `{name}` has the type {} and also the type name `{}`",
                field.ty.keyword(),
                self.file.str(field.type_name)
            );
            self.fault("bad-type", message, "a scalar field has no type name");
            field.type_name = Name::default();
        } else if !named && may_be_named {
            let message = format!("field `{name}` has the type {} but no type name", field.ty.keyword());
            self.fault("missing-type", message, WRITER_BUG_HELP);
        }
    }

    /// Adds the oneofs of a message, first declared ones, then synthetic ones of proto3 `optional`, and replaces the
    /// oneof indices of the fields, which are still those of the descriptor.
    pub(super) fn oneofs(
        &mut self,
        message: u32,
        fields: IdRange,
        oneofs: &[Reader<'a>],
    ) -> Read<(IdRange, IdRange)> {
        let start = self.file.oneofs.len() as u32;
        let mut members = vec![Members::default(); oneofs.len()];
        for index in fields.iter() {
            self.count_member(index, fields, &mut members);
        }
        let mut synthetic_seen = false;
        let mut names = Vec::with_capacity(oneofs.len());
        for (&reader, members) in oneofs.iter().zip(&mut members) {
            let name = text(reader, 1)?;
            names.push(name);
            if !self.check_name(name, "a oneof", self.file.messages[message as usize].full_name) {
                continue;
            }
            if members.is_synthetic() {
                synthetic_seen = true;
                continue;
            }
            members.index = Some(self.file.oneofs.len() as u32);
            let label = String::from_utf8_lossy(name);
            if members.count == 0 {
                self.fault(
                    "empty-oneof",
                    format!("oneof `{label}` has no fields"),
                    "add a field, or remove the oneof",
                );
            }
            if synthetic_seen {
                let message = format!("oneof `{label}` follows the oneof of a proto3 `optional` field");
                self.fault("oneof-order", message, "the oneofs of proto3 `optional` fields must be last");
            }
            self.oneof(message, name, reader)?;
        }
        let end = self.file.oneofs.len() as u32;
        for index in fields.iter() {
            let name = self.file.fields[index as usize].oneof.and_then(|raw| names.get(raw as usize));
            self.resolve_member(index, &members);
            let field = &self.file.fields[index as usize];
            if let Some(name) = name.filter(|_| field.implies_oneof()) {
                let name = self.file.add_name(name);
                let at = Tokens::default();
                self.file.oneofs.push(Oneof { name, parent: message, options: None, is_implied: true, at });
            }
        }
        Ok((IdRange { start, end }, IdRange { start: end, end: self.file.oneofs.len() as u32 }))
    }

    fn count_member(&mut self, index: u32, fields: IdRange, members: &mut [Members]) {
        let field = &self.file.fields[index as usize];
        let Some(raw) = field.oneof else { return };
        let name = self.file.str(field.name).to_owned();
        let Some(of) = members.get_mut(raw as usize) else {
            let message = format!(
                "the oneof index {} of field `{name}` is out of range: the message has {} oneofs",
                raw as i32,
                members.len()
            );
            self.file.fields[index as usize].oneof = None;
            return self.fault("bad-oneof-index", message, WRITER_BUG_HELP);
        };
        of.count += 1;
        of.all_optional &= field.proto3_optional;
        if field.label != Label::Optional {
            self.fault("label-in-oneof", format!("oneof field `{name}` is not optional"), WRITER_BUG_HELP);
        }
        let follows = index > fields.start && self.file.fields[index as usize - 1].oneof == Some(raw);
        if of.count > 1 && !follows {
            let message = format!("field `{name}` is not adjacent to the other fields of its oneof");
            self.fault("split-oneof", message, "keep the fields of a oneof together");
        }
    }

    fn resolve_member(&mut self, index: u32, members: &[Members]) {
        let field = &mut self.file.fields[index as usize];
        let of = field.oneof.and_then(|raw| members.get(raw as usize));
        field.oneof = of.and_then(|of| of.index);
        if field.proto3_optional && !of.is_some_and(Members::is_synthetic) {
            field.proto3_optional = false;
            let name = self.file.str(self.file.fields[index as usize].name).to_owned();
            let message =
                format!("field `{name}` is marked as proto3 `optional` but has no oneof of its own");
            self.fault("bad-proto3-optional", message, WRITER_BUG_HELP);
        }
    }

    fn oneof(&mut self, message: u32, name: &[u8], reader: Reader<'a>) -> Read<()> {
        let mut options = None;
        for record in reader {
            if let (2, Wire::Bytes(bytes)) = (record?.number, record?.value) {
                add_options(&mut options, bytes)?;
            }
        }
        let name = self.file.add_name(name);
        let options = self.option_set(Element::Oneof(self.file.oneofs.len() as u32), options);
        self.file.oneofs.push(Oneof {
            name,
            parent: message,
            options,
            is_implied: false,
            at: Tokens::default(),
        });
        Ok(())
    }

    /// Reports messages that are marked as map entries but do not look like one.
    pub(super) fn check_map_entries(&mut self) {
        if !self.file.messages.iter().any(|message| message.map_entry) {
            return;
        }
        let repeated =
            self.file.fields.iter().filter(|field| field.label == Label::Repeated && !field.is_extension());
        let entries: FxHashSet<_> =
            repeated.map(|field| (field.parent, map_entry_name(self.file.bytes(field.name)))).collect();
        let faulty = |entry: &&Message| {
            let belongs = entry.parent.is_some()
                && entries.contains(&(entry.parent, self.file.bytes(entry.name).to_vec()));
            entry.map_entry && !(belongs && self.is_map_entry(entry))
        };
        let names: Vec<_> = self
            .file
            .messages
            .iter()
            .filter(faulty)
            .take(super::MAX_FAULTS)
            .map(|entry| entry.full_name)
            .collect();
        for name in names {
            let message = format!(
                "message `{}` has the option `map_entry`, but is not the entry of a map field",
                self.file.str(name)
            );
            self.fault("bad-map-entry", message, "declare `map<K, V>` instead of setting the option");
        }
    }

    fn is_map_entry(&self, entry: &Message) -> bool {
        let [key, value] = entry.fields.of(&self.file.fields) else { return false };
        let is = |field: &Field, name: &[u8], number| {
            self.file.bytes(field.name) == name
                && field.number == number
                && field.label == Label::Optional
                && field.oneof.is_none()
        };
        let Declarations { messages, enums, extensions } = entry.scope;
        is(key, b"key", 1)
            && is(value, b"value", 2)
            && [messages, enums, extensions, entry.extension_ranges].iter().all(|ids| ids.is_empty())
    }
}

const WRITER_BUG_HELP: &str =
    "this is a bug in the program that wrote the descriptor set; recreate the set from sources";

/// The state of a oneof while its fields are collected.
#[derive(Clone, Copy)]
struct Members {
    count: u32,
    all_optional: bool,
    /// Its index in the file, if it was added.
    index: Option<u32>,
}

impl Default for Members {
    fn default() -> Self {
        Self { count: 0, all_optional: true, index: None }
    }
}

impl Members {
    fn is_synthetic(&self) -> bool {
        self.count == 1 && self.all_optional
    }
}

/// Whether `text` is a valid default of type `ty`, in descriptor form. Enum values are looked up later.
fn is_default(ty: FieldType, text: &[u8]) -> bool {
    match ty {
        FieldType::Bool => matches!(text, b"true" | b"false"),
        FieldType::Bytes => is_escaped(text),
        FieldType::Float | FieldType::Double => {
            std::str::from_utf8(text).is_ok_and(|text| text.trim_start().parse::<f64>().is_ok())
        }
        FieldType::String | FieldType::Named | FieldType::Enum | FieldType::Message | FieldType::Group => {
            true
        }
        _ => is_integer(text),
    }
}

/// Accepts what C's `strtol` accepts, which protoc uses: a sign, hexadecimal and octal.
fn is_integer(text: &[u8]) -> bool {
    let text = text.trim_ascii_start();
    let digits = text.strip_prefix(b"-").or_else(|| text.strip_prefix(b"+")).unwrap_or(text);
    let (digits, radix) = match digits {
        [b'0', b'x' | b'X', hex @ ..] => (hex, 16),
        [b'0', _, ..] => (digits, 8),
        _ => (digits, 10),
    };
    !digits.is_empty() && digits.iter().all(|&byte| char::from(byte).is_digit(radix))
}

/// Whether every backslash starts a valid C escape.
fn is_escaped(mut text: &[u8]) -> bool {
    while let Some(at) = memchr::memchr(b'\\', text) {
        let digits = match text.get(at + 1) {
            Some(
                b'a' | b'b' | b'f' | b'n' | b'r' | b't' | b'v' | b'\\' | b'?' | b'\'' | b'"' | b'0'..=b'7',
            ) => 0,
            Some(b'x' | b'X') => 1,
            Some(b'u') => 4,
            Some(b'U') => 8,
            _ => return false,
        };
        text = &text[at + 2..];
        if text.len() < digits || !text[..digits].iter().all(u8::is_ascii_hexdigit) {
            return false;
        }
    }
    true
}
