//! Encodes options: which are dropped, and the order of the others.

use std::borrow::Cow;

use crate::schema::{FieldValue, Label, MessageValue, Ref, ResolvedOptions, Schema, Value, ValueWriter};
use crate::wire::Writer;

/// `FieldOptions.retention` and `RETENTION_SOURCE`, for options that only the compiler sees.
const RETENTION: i32 = 17;
const RETENTION_SOURCE: i32 = 2;
/// The language features that are compiled into protoc (C++, Java and C#).
const BUILT_IN_FEATURES: [i32; 3] = [1000, 1001, 1004];
/// The first number of custom options. Extensions with lower numbers are protobuf's own.
const FIRST_CUSTOM: i32 = 1000;

/// Encodes a message that is compiled into protoc, without dropping anything. protoc serializes its built-in extensions
/// before the others, which are unknown fields to it.
pub fn encode_known(schema: &Schema, message: &MessageValue) -> Vec<u8> {
    let mut bytes = Vec::new();
    let whole = [StatementPart { message, path: &[] }];
    OptionsWriter { schema, retain: true }.known(message, &whole, &mut Writer { out: &mut bytes });
    bytes
}

/// Encodes options messages.
#[derive(Clone, Copy)]
pub struct OptionsWriter<'s> {
    /// The schema that defines the options.
    pub schema: &'s Schema,
    /// Whether to keep all options, with custom options in source order. Otherwise options with source retention are
    /// dropped, and the others are sorted by field number.
    pub retain: bool,
}

impl<'s> OptionsWriter<'s> {
    fn values(self) -> ValueWriter<'s> {
        ValueWriter { schema: self.schema }
    }

    /// Writes the options of an element as field `number`. Like protoc, drops the field if stripping leaves it empty,
    /// but keeps options that were empty before.
    pub fn options(self, number: i32, options: &ResolvedOptions, out: &mut Writer) {
        if self.is_emptied(&options.merged) {
            return;
        }
        let open = out.open(number);
        let records = if self.retain { options.records.as_slice() } else { &[] };
        let messages: Vec<_> = records.iter().map(|record| options.part(record)).collect();
        let parts = messages
            .iter()
            .zip(records)
            .map(|(message, record)| StatementPart { message, path: &record.path });
        self.known(&self.stripped(&options.merged), &parts.collect::<Vec<_>>(), out);
        out.close(open);
    }

    /// Whether dropping options with source retention leaves nothing.
    pub fn is_emptied(self, message: &MessageValue) -> bool {
        !self.retain
            && !message.fields.is_empty()
            && message.unknown.is_empty()
            && !message.fields.iter().any(|field| self.keeps(field))
    }

    /// Whether an option is dropped, or a message on the way to `path` is. In `path`, an index follows the number of a
    /// repeated field.
    pub fn drops(self, value: &MessageValue, mut path: &[i32]) -> bool {
        let mut message = Some(value);
        while let (Some(current), [number, rest @ ..]) = (message, path) {
            let named = |field: &&FieldValue| field.number == *number && self.values().is_set(field);
            let Some(field) = current.fields.iter().find(named) else { return false };
            if !self.keeps(field) {
                return true;
            }
            path = if self.is_repeated(field.field) { rest.get(1..).unwrap_or_default() } else { rest };
            message = match field.values.as_slice() {
                [Value::Message(nested)] if !self.schema.is_delimited(field.field) => Some(nested),
                _ => None,
            };
        }
        false
    }

    /// Collects the paths of dropped fields in a message at `path`.
    pub fn dropped_paths(self, message: &MessageValue, path: &mut Vec<i32>, out: &mut Vec<Vec<i32>>) {
        for field in &message.fields {
            path.push(field.number);
            if !self.keeps(field) {
                out.push(path.clone());
            } else if !self.schema.is_delimited(field.field) {
                for (value, index) in field.values.iter().zip(0..) {
                    let Value::Message(nested) = value else { continue };
                    let len = path.len();
                    path.extend(self.is_repeated(field.field).then_some(index));
                    self.dropped_paths(nested, path, out);
                    path.truncate(len);
                }
            }
            path.pop();
        }
    }

    fn keeps(self, field: &FieldValue) -> bool {
        if self.retain {
            return true;
        }
        let declared = self.schema.field(field.field);
        if declared.options.is_some() {
            let options = self.schema.option_values(field.field.file, declared.options);
            if options.is_some_and(|options| options.enumeration(RETENTION) == Some(RETENTION_SOURCE)) {
                return false;
            }
        }
        match field.values.as_slice() {
            [Value::Message(nested)]
                if declared.label != Label::Repeated && !self.schema.is_delimited(field.field) =>
            {
                !(self.is_options_message(nested.ty) && self.is_emptied(nested))
            }
            _ => true,
        }
    }

    /// A message without its dropped fields.
    fn stripped(self, message: &MessageValue) -> Cow<'_, MessageValue> {
        if self.retain || !self.drops_any(message) {
            return Cow::Borrowed(message);
        }
        let mut left = MessageValue { unknown: message.unknown.clone(), ..MessageValue::new(message.ty) };
        for field in message.fields.iter().filter(|field| self.keeps(field)) {
            let values = if self.is_searched(field) {
                field.values.iter().map(|value| self.stripped_value(value)).collect()
            } else {
                field.values.clone()
            };
            left.fields.push(FieldValue { values, ..*field });
        }
        Cow::Owned(left)
    }

    fn stripped_value(self, value: &Value) -> Value {
        match value {
            Value::Message(nested) => Value::message(self.stripped(nested).into_owned()),
            value => value.clone(),
        }
    }

    /// Whether a field is dropped from a message, at any depth.
    fn drops_any(self, message: &MessageValue) -> bool {
        let is_touched = |value: &Value| matches!(value, Value::Message(nested) if self.drops_any(nested));
        message
            .fields
            .iter()
            .any(|field| !self.keeps(field) || self.is_searched(field) && field.values.iter().any(is_touched))
    }

    /// Whether dropped fields are searched in the messages of a field. protoc does not look into groups.
    fn is_searched(self, field: &FieldValue) -> bool {
        matches!(field.values.first(), Some(Value::Message(_))) && !self.schema.is_delimited(field.field)
    }

    /// Whether a message is an options message.
    fn is_options_message(self, ty: Ref) -> bool {
        let file = &self.schema.files[ty.file as usize];
        let message = self.schema.message(ty);
        ty.file == self.schema.descriptor
            && message.parent.is_none()
            && file.bytes(message.name).ends_with(b"Options")
    }

    /// Writes a message that is compiled into protoc: first its built-in fields, then extensions, which are unknown
    /// fields to protoc. `parts` is the same message by statement; it determines the order of the extensions if all are
    /// kept.
    fn known(self, message: &MessageValue, parts: &[StatementPart], out: &mut Writer) {
        let (own, extensions): (Vec<_>, Vec<_>) =
            message.fields.iter().partition(|field| self.is_built_in(field));
        for field in own {
            match field.values.as_slice() {
                [Value::Message(nested)] if !self.is_repeated(field.field) => {
                    let parts: Vec<StatementPart> =
                        parts.iter().filter_map(|part| part.step(field.number)).collect();
                    let open = out.open(field.number);
                    self.known(nested, &parts, out);
                    out.close(open);
                }
                _ => self.values().field(field, out),
            }
        }
        if !self.retain {
            for field in extensions {
                self.values().field(field, out);
            }
            out.out.extend_from_slice(&message.unknown);
            return;
        }
        for part in parts {
            for field in part.message.fields.iter().filter(|field| !self.is_built_in(field)) {
                self.on_path(field, part.path, out);
            }
        }
    }

    fn is_built_in(self, field: &FieldValue) -> bool {
        let declared = self.schema.field(field.field);
        if !declared.is_extension() || field.number < FIRST_CUSTOM {
            return true;
        }
        let owner = || self.schema.owner(field.field).map(|owner| self.schema.message_name(owner));
        BUILT_IN_FEATURES.contains(&field.number) && owner() == Some("google.protobuf.FeatureSet")
    }

    /// Writes one statement: nested messages along its path, then its value, not packed. protoc appends each statement
    /// to the unknown fields like this.
    fn on_path(self, field: &FieldValue, path: &[i32], out: &mut Writer) {
        let rest = path.get(1 + usize::from(self.is_repeated(field.field))..).unwrap_or_default();
        let (false, [Value::Message(nested)]) = (rest.is_empty(), field.values.as_slice()) else {
            return if path.is_empty() {
                self.values().field(field, out);
            } else {
                field.values.iter().for_each(|value| self.values().value(field, value, out));
            };
        };
        let nested = nested.fields.iter();
        if self.schema.is_delimited(field.field) {
            out.open_group(field.number);
            nested.for_each(|field| self.on_path(field, rest, out));
            out.close_group(field.number);
        } else {
            let open = out.open(field.number);
            nested.for_each(|field| self.on_path(field, rest, out));
            out.close(open);
        }
    }

    fn is_repeated(self, field: Ref) -> bool {
        self.schema.field(field).label == Label::Repeated
    }
}

/// The message that a statement sets, and the rest of the path of the statement. An empty path means the whole message.
#[derive(Clone, Copy)]
struct StatementPart<'r> {
    message: &'r MessageValue,
    path: &'r [i32],
}

impl<'r> StatementPart<'r> {
    /// The part inside a singular message field.
    fn step(&self, number: i32) -> Option<StatementPart<'r>> {
        let message = self.message.message(number)?;
        Some(StatementPart { message, path: self.path.get(1..).unwrap_or_default() })
    }
}
