//! Decodes the elements of a file breadth first: all messages of a level are added before their bodies are decoded.

use super::pieces::{Read, add_options, text};
use super::{Decoder, ScopeNumbers};
use crate::schema::{
    Declarations, Element, Enum, EnumValue, ExtensionRange, Field, FieldType, IdRange, Label, Message,
    Method, NO_TOK, Name, OptionSet, OptionSetId, ReservedName, ReservedRange, Service, TokRange, Tokens,
    json_name,
};
use crate::syntax::Visibility;
use crate::wire::{Reader, Record, Wire};

impl<'a> Decoder<'a, '_> {
    /// Decodes the declarations in a file or a message. The fields of a message are added as a side effect.
    pub(super) fn scope(
        &mut self,
        reader: Reader<'a>,
        parent: Option<u32>,
        numbers: &ScopeNumbers,
    ) -> Read<Declarations> {
        let messages = self.file.messages.len() as u32;
        let enums = self.file.enums.len() as u32;
        for record in reader {
            let record = record?;
            let Wire::Bytes(inner) = record.value else { continue };
            if record.number == numbers.message {
                self.message(inner, parent)?;
            } else if record.number == numbers.enumeration {
                self.enumeration(inner, parent)?;
            }
        }
        let extensions = self.file.fields.len() as u32;
        for record in reader {
            let record = record?;
            if let Wire::Bytes(field) = record.value
                && record.number == numbers.extension
            {
                self.field(field, parent, true)?;
            }
        }
        Ok(Declarations {
            messages: IdRange { start: messages, end: self.file.messages.len() as u32 },
            enums: IdRange { start: enums, end: self.file.enums.len() as u32 },
            extensions: IdRange { start: extensions, end: self.file.fields.len() as u32 },
        })
    }

    /// Adds a message. Its body is decoded with the next level.
    fn message(&mut self, reader: Reader<'a>, parent: Option<u32>) -> Read<()> {
        let name = text(reader, 1)?;
        let depth = parent.map_or(1, |parent| self.pending[parent as usize].1 + 1);
        if depth > super::MAX_MESSAGE_DEPTH {
            self.nested_too_deep(name);
            return Ok(());
        }
        let scope = self.file.scope_name(parent);
        if !self.check_name(name, "a message", scope) {
            return Ok(());
        }
        let names = self.file.add_full_name(scope, name);
        self.file.messages.push(Message::new(names, parent, Tokens::default()));
        self.pending.push((reader, depth));
        Ok(())
    }

    pub(super) fn message_body(&mut self, id: u32) -> Read<()> {
        let reader = self.pending[id as usize].0;
        let fields = self.file.fields.len() as u32;
        let mut oneofs = Vec::new();
        for record in reader {
            let record = record?;
            match (record.number, record.value) {
                (2, Wire::Bytes(field)) => self.field(field, Some(id), false)?,
                (8, Wire::Bytes(oneof)) => oneofs.push(oneof),
                _ => {}
            }
        }
        let fields = IdRange { start: fields, end: self.file.fields.len() as u32 };
        let (oneofs, implied_oneofs) = self.oneofs(id, fields, &oneofs)?;
        let scope =
            self.scope(reader, Some(id), &ScopeNumbers { message: 3, enumeration: 4, extension: 6 })?;
        let extension_ranges = self.extension_ranges(reader)?;
        let (reserved_ranges, reserved_names) = self.reserved(reader, 9, 10)?;
        let mut options = None;
        let mut visibility = None;
        for record in reader {
            let record = record?;
            match (record.number, record.value) {
                (7, Wire::Bytes(bytes)) => add_options(&mut options, bytes)?,
                (11, Wire::Varint(number)) => visibility = visibility_of(number),
                _ => {}
            }
        }
        let map_entry = options.as_mut().is_some_and(take_map_entry);
        let options = options.filter(|bytes| !map_entry || !bytes.is_empty());
        let options = self.option_set(Element::Message(id), options);
        let message = &mut self.file.messages[id as usize];
        message.fields = fields;
        message.oneofs = oneofs;
        message.implied_oneofs = implied_oneofs;
        message.scope = scope;
        message.extension_ranges = extension_ranges;
        message.reserved_ranges = reserved_ranges;
        message.reserved_names = reserved_names;
        message.options = options;
        message.map_entry = map_entry;
        message.visibility = visibility;
        Ok(())
    }

    /// Adds a field. Its oneof is the index in the descriptor until [`Self::oneofs`] replaces it.
    fn field(&mut self, reader: Reader<'a>, parent: Option<u32>, extension: bool) -> Read<()> {
        let mut field = raw_field(parent);
        let (mut name, mut written_json_name) = (&b""[..], None);
        let (mut type_name, mut extendee, mut default) = (&b""[..], &b""[..], None);
        let (mut ty, mut oneof) = (None, None);
        let mut options = None;
        for record in reader {
            let record = record?;
            match (record.number, record.value) {
                (1, Wire::Bytes(text)) => name = text.bytes(),
                (2, Wire::Bytes(text)) => extendee = text.bytes(),
                (3, Wire::Varint(number)) => field.number = number as i32,
                (4, Wire::Varint(2)) => field.label = Label::Required,
                (4, Wire::Varint(3)) => field.label = Label::Repeated,
                (4, Wire::Varint(1)) => field.label = Label::Optional,
                (5, Wire::Varint(number)) => ty = FieldType::from_number(number).or(ty),
                (6, Wire::Bytes(text)) => type_name = text.bytes(),
                (7, Wire::Bytes(text)) => default = Some(text.bytes()),
                (8, Wire::Bytes(bytes)) => add_options(&mut options, bytes)?,
                (9, Wire::Varint(number)) => oneof = Some(number as i32),
                (10, Wire::Bytes(text)) => written_json_name = Some(text.bytes()),
                (17, Wire::Varint(value)) => field.proto3_optional = value != 0,
                _ => {}
            }
        }
        if !self.check_name(
            name,
            if extension { "an extension" } else { "a field" },
            self.file.scope_name(parent),
        ) {
            return Ok(());
        }
        // A field with neither type nor type name is a double (enum number 1), as in protoc.
        field.ty = ty.unwrap_or(if type_name.is_empty() { FieldType::Double } else { FieldType::Named });
        field.name = self.file.add_name(name);
        field.type_name = self.file.add_name(type_name);
        field.extendee = self.file.add_name(extendee);
        field.default = default.map(|text| self.file.add_name(text));
        let says_more = |text: &&[u8]| **text != json_name(name);
        field.json_name = written_json_name.filter(says_more).map(|text| self.file.add_name(text));
        field.oneof = oneof.map(|index| index as u32);
        if !self.check_field(&mut field, extension) {
            return Ok(());
        }
        field.options = self.option_set(Element::Field(self.file.fields.len() as u32), options);
        self.file.fields.push(field);
        Ok(())
    }

    fn extension_ranges(&mut self, reader: Reader<'a>) -> Read<IdRange> {
        let first = self.file.extension_ranges.len() as u32;
        for record in reader {
            let (5, Wire::Bytes(range)) = (record?.number, record?.value) else { continue };
            let (start, end) = bounds(range)?;
            let mut options = None;
            for record in range {
                if let (3, Wire::Bytes(bytes)) = (record?.number, record?.value) {
                    add_options(&mut options, bytes)?;
                }
            }
            let owner = Element::ExtensionRange(self.file.extension_ranges.len() as u32);
            let options = self.option_set(owner, options);
            self.file.extension_ranges.push(ExtensionRange { start, end, options, at: TokRange::default() });
        }
        Ok(IdRange { start: first, end: self.file.extension_ranges.len() as u32 })
    }

    fn reserved(
        &mut self,
        reader: Reader<'a>,
        range_number: u32,
        name_number: u32,
    ) -> Read<(IdRange, IdRange)> {
        let ranges = self.file.reserved_ranges.len() as u32;
        let names = self.file.reserved_names.len() as u32;
        for record in reader {
            let record = record?;
            let Wire::Bytes(inner) = record.value else { continue };
            if record.number == range_number {
                let (start, end) = bounds(inner)?;
                self.file.reserved_ranges.push(ReservedRange { start, end, at: TokRange::default() });
            } else if record.number == name_number {
                let name = self.file.add_name(inner.bytes());
                self.file.reserved_names.push(ReservedName { name, at: TokRange::default() });
            }
        }
        let ranges = IdRange { start: ranges, end: self.file.reserved_ranges.len() as u32 };
        Ok((ranges, IdRange { start: names, end: self.file.reserved_names.len() as u32 }))
    }

    fn enumeration(&mut self, reader: Reader<'a>, parent: Option<u32>) -> Read<()> {
        let name = text(reader, 1)?;
        let scope = self.file.scope_name(parent);
        if !self.check_name(name, "an enum", scope) {
            return Ok(());
        }
        let index = self.file.enums.len() as u32;
        let (full_name, name) = self.file.add_full_name(scope, name);
        let values = self.file.values.len() as u32;
        let mut options = None;
        let mut visibility = None;
        for record in reader {
            let record = record?;
            match (record.number, record.value) {
                (2, Wire::Bytes(value)) => self.enum_value(value, index, full_name)?,
                (3, Wire::Bytes(bytes)) => add_options(&mut options, bytes)?,
                (6, Wire::Varint(number)) => visibility = visibility_of(number),
                _ => {}
            }
        }
        let values = IdRange { start: values, end: self.file.values.len() as u32 };
        let (reserved_ranges, reserved_names) = self.reserved(reader, 4, 5)?;
        let options = self.option_set(Element::Enum(index), options);
        let at = Tokens::default();
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
        Ok(())
    }

    fn enum_value(&mut self, reader: Reader<'a>, parent: u32, scope: Name) -> Read<()> {
        let (mut name, mut number, mut options) = (&b""[..], 0, None);
        for record in reader {
            let record = record?;
            match (record.number, record.value) {
                (1, Wire::Bytes(text)) => name = text.bytes(),
                (2, Wire::Varint(value)) => number = value as i32,
                (3, Wire::Bytes(bytes)) => add_options(&mut options, bytes)?,
                _ => {}
            }
        }
        if self.check_name(name, "a value", scope) {
            let name = self.file.add_name(name);
            let options = self.option_set(Element::Value(self.file.values.len() as u32), options);
            self.file.values.push(EnumValue {
                name,
                parent,
                number,
                options,
                at: Tokens::default(),
                number_at: NO_TOK,
            });
        }
        Ok(())
    }

    pub(super) fn service(&mut self, reader: Reader<'a>) -> Read<()> {
        let name = text(reader, 1)?;
        let scope = self.file.scope_name(None);
        if !self.check_name(name, "a service", scope) {
            return Ok(());
        }
        let index = self.file.services.len() as u32;
        let (full_name, name) = self.file.add_full_name(scope, name);
        let methods = self.file.methods.len() as u32;
        let mut options = None;
        for record in reader {
            let record = record?;
            match (record.number, record.value) {
                (2, Wire::Bytes(method)) => self.method(method, index, full_name)?,
                (3, Wire::Bytes(bytes)) => add_options(&mut options, bytes)?,
                _ => {}
            }
        }
        let options = self.option_set(Element::Service(index), options);
        let methods = IdRange { start: methods, end: self.file.methods.len() as u32 };
        self.file.services.push(Service { name, full_name, methods, options, at: Tokens::default() });
        Ok(())
    }

    fn method(&mut self, reader: Reader<'a>, parent: u32, scope: Name) -> Read<()> {
        let (mut name, mut input, mut output) = (&b""[..], &b""[..], &b""[..]);
        let (mut client_streaming, mut server_streaming) = (false, false);
        let mut options = None;
        for record in reader {
            let record = record?;
            match (record.number, record.value) {
                (1, Wire::Bytes(text)) => name = text.bytes(),
                (2, Wire::Bytes(text)) => input = text.bytes(),
                (3, Wire::Bytes(text)) => output = text.bytes(),
                (4, Wire::Bytes(bytes)) => add_options(&mut options, bytes)?,
                (5, Wire::Varint(value)) => client_streaming = value != 0,
                (6, Wire::Varint(value)) => server_streaming = value != 0,
                _ => {}
            }
        }
        if !self.check_name(name, "a method", scope) || !self.check_method_types(name, input, output) {
            return Ok(());
        }
        let name = self.file.add_name(name);
        let (input, output) = (self.file.add_name(input), self.file.add_name(output));
        let options = self.option_set(Element::Method(self.file.methods.len() as u32), options);
        self.file.methods.push(Method {
            name,
            parent,
            input,
            output,
            client_streaming,
            server_streaming,
            options,
            at: Tokens::default(),
            input_at: TokRange::default(),
            output_at: TokRange::default(),
        });
        Ok(())
    }

    /// Adds the encoded options of an element, if it has any.
    pub(super) fn option_set(&mut self, owner: Element, encoded: Option<Vec<u8>>) -> Option<OptionSetId> {
        let encoded = Some(encoded?.into_boxed_slice());
        self.file.option_sets.push(OptionSet { owner, statements: Vec::new(), encoded });
        Some(self.file.option_sets.len() as OptionSetId - 1)
    }
}

/// The field `map_entry` of `MessageOptions`.
const MAP_ENTRY: u32 = 7;

/// Removes `map_entry` from an encoded `MessageOptions` and returns its value: the model stores it separately.
fn take_map_entry(options: &mut Vec<u8>) -> bool {
    let is_entry = |record: &Result<_, _>| {
        matches!(record, Ok(Record { number: MAP_ENTRY, value: Wire::Varint(_), .. }))
    };
    let last = Reader::new(options).filter(is_entry).last();
    let set = last.is_some_and(|record| record.is_ok_and(|record| record.value.varint() != Some(0)));
    if set {
        let mut rest = Vec::with_capacity(options.len());
        let mut reader = Reader::new(options);
        while let (before, Some(record)) = (reader, reader.next()) {
            if !is_entry(&record) {
                rest.extend_from_slice(&before.bytes()[..reader.pos() - before.pos()]);
            }
        }
        *options = rest;
    }
    set
}

fn raw_field(parent: Option<u32>) -> Field {
    Field {
        name: Name::default(),
        parent,
        number: 0,
        label: Label::Optional,
        proto3_optional: false,
        ty: FieldType::Named,
        type_name: Name::default(),
        extendee: Name::default(),
        oneof: None,
        default: None,
        json_name: None,
        options: None,
        at: Tokens::default(),
        number_at: NO_TOK,
        type_at: TokRange::default(),
        extendee_at: TokRange::default(),
    }
}

/// `start` and `end` of a range, which have the same numbers in all range messages.
fn bounds(reader: Reader<'_>) -> Read<(i32, i32)> {
    let (mut start, mut end) = (0, 0);
    for record in reader {
        let record = record?;
        match (record.number, record.value) {
            (1, Wire::Varint(number)) => start = number as i32,
            (2, Wire::Varint(number)) => end = number as i32,
            _ => {}
        }
    }
    Ok((start, end))
}

fn visibility_of(number: u64) -> Option<Visibility> {
    match number {
        1 => Some(Visibility::Local),
        2 => Some(Visibility::Export),
        _ => None,
    }
}
