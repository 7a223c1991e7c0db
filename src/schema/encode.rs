//! Encodes values.

use super::linked::Schema;
use super::links::{Ref, TypeRef};
use super::model::Field;
use super::types::{FieldType, Label};
use super::value::{FieldValue, MessageValue, Value};
use crate::wire::Writer;

/// `MessageOptions.message_set_wire_format`.
const MESSAGE_SET: i32 = 1;

/// Encodes a message.
pub fn encode_message(schema: &Schema, message: &MessageValue) -> Vec<u8> {
    let mut bytes = Vec::new();
    ValueWriter { schema }.message(message, &mut Writer { out: &mut bytes });
    bytes
}

/// Writes values in the encoding of their type.
#[derive(Clone, Copy)]
pub struct ValueWriter<'s> {
    /// The schema that defines the types.
    pub schema: &'s Schema,
}

impl ValueWriter<'_> {
    /// Writes the fields of a message.
    pub fn message(self, message: &MessageValue, out: &mut Writer) {
        let declared = self.schema.message(message.ty);
        if declared.map_entry {
            return self.map_entry(message, out);
        }
        let options = self.schema.option_values(message.ty.file, declared.options);
        let message_set = options.is_some_and(|options| options.bool(MESSAGE_SET));
        for field in message.fields.iter().filter(|field| self.is_set(field)) {
            if message_set {
                self.message_set_item(field, out);
            } else {
                self.field(field, out);
            }
        }
        out.out.extend_from_slice(&message.unknown);
    }

    /// Whether a field counts as set: without presence, zero means unset. protoc drops such options, because it encodes
    /// option values through dynamic messages.
    pub fn is_set(self, field: &FieldValue) -> bool {
        !matches!(field.values.as_slice(), [value] if value.is_default() && self.is_implicit(field.field))
    }

    fn is_implicit(self, field: Ref) -> bool {
        self.schema.field(field).label != Label::Repeated && !self.schema.has_presence(field)
    }

    /// Writes a map entry. Like protobuf, always writes key and value, even if they are zero.
    fn map_entry(self, entry: &MessageValue, out: &mut Writer) {
        for index in self.schema.message(entry.ty).fields.iter() {
            let at = Ref { file: entry.ty.file, index };
            let declared = self.schema.field(at);
            let number = declared.number;
            let value = entry.one(number).cloned().unwrap_or_else(|| self.default_value(at, declared));
            self.value(&FieldValue { field: at, number, values: Vec::new() }, &value, out);
        }
    }

    fn default_value(self, at: Ref, declared: &Field) -> Value {
        match self.schema.type_of(at) {
            Some(TypeRef::Message(ty)) => Value::message(MessageValue::new(ty)),
            Some(TypeRef::Enum(_)) => Value::Enum(0),
            None if matches!(declared.ty, FieldType::String | FieldType::Bytes) => {
                Value::Bytes(Box::default())
            }
            None if declared.ty == FieldType::Float => Value::F32(0.0),
            None if declared.ty == FieldType::Double => Value::F64(0.0),
            None => Value::U64(0),
        }
    }

    /// Writes an extension in the message set format: a group with its number and its bytes.
    fn message_set_item(self, field: &FieldValue, out: &mut Writer) {
        for value in &field.values {
            let Value::Message(message) = value else { continue };
            out.open_group(1);
            out.int32(2, field.number);
            let open = out.open(3);
            self.message(message, out);
            out.close(open);
            out.close_group(1);
        }
    }

    /// Writes all values of a field, packed if the field is.
    pub fn field(self, field: &FieldValue, out: &mut Writer) {
        if field.values.is_empty() || !self.schema.is_packed(field.field) {
            return field.values.iter().for_each(|value| self.value(field, value, out));
        }
        let ty = self.schema.field(field.field).ty;
        let open = out.open(field.number);
        field.values.iter().for_each(|value| scalar(ty, value, out));
        out.close(open);
    }

    /// Writes one value of a field, not packed.
    pub fn value(self, field: &FieldValue, value: &Value, out: &mut Writer) {
        let number = field.number;
        match value {
            Value::Bytes(bytes) => out.bytes(number, bytes),
            Value::Message(message) if self.schema.is_delimited(field.field) => {
                out.open_group(number);
                self.message(message, out);
                out.close_group(number);
            }
            Value::Message(message) => {
                let open = out.open(number);
                self.message(message, out);
                out.close(open);
            }
            _ => {
                let ty = self.schema.field(field.field).ty;
                match ty {
                    FieldType::Fixed32 | FieldType::Sfixed32 | FieldType::Float => out.fixed32_tag(number),
                    FieldType::Fixed64 | FieldType::Sfixed64 | FieldType::Double => out.fixed64_tag(number),
                    _ => out.varint_tag(number),
                }
                scalar(ty, value, out);
            }
        }
    }
}

/// Writes a number without tag, in the encoding of its type.
fn scalar(ty: FieldType, value: &Value, out: &mut Writer) {
    let bits = match *value {
        Value::Bool(value) => u64::from(value),
        Value::I32(value) | Value::Enum(value) => i64::from(value) as u64,
        Value::I64(value) => value as u64,
        Value::U32(value) => u64::from(value),
        Value::U64(value) => value,
        Value::F32(value) => u64::from(value.to_bits()),
        Value::F64(value) => value.to_bits(),
        Value::Bytes(_) | Value::Message(_) => 0,
    };
    match ty {
        FieldType::Fixed32 | FieldType::Sfixed32 | FieldType::Float => {
            out.out.extend((bits as u32).to_le_bytes());
        }
        FieldType::Fixed64 | FieldType::Sfixed64 | FieldType::Double => out.out.extend(bits.to_le_bytes()),
        FieldType::Sint32 | FieldType::Sint64 => out.varint(zigzag(bits as i64)),
        _ => out.varint(bits),
    }
}

fn zigzag(value: i64) -> u64 {
    (value << 1 ^ value >> 63) as u64
}
