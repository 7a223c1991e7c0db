//! Decodes options of descriptor sets.

use rustc_hash::FxHashMap;

use crate::schema::{FieldType, MessageValue, Origin, Ref, Schema, TypeRef, Value};
use crate::wire::{Reader, Wire};

/// The limit on message nesting; deeper messages are kept as unknown fields.
const MAX_DEPTH: u32 = 100;

/// The extensions of all messages, by number. Empty if no file is from a descriptor set: sources refer to them by name.
pub(super) struct Extensions(FxHashMap<(Ref, i32), Ref>);

impl Extensions {
    /// Collects all extensions; the first one if a number repeats.
    pub fn new(schema: &Schema) -> Self {
        let mut all = FxHashMap::default();
        if !schema.files.iter().any(|file| matches!(file.origin, Origin::Image(_))) {
            return Self(all);
        }
        for (file, id) in schema.files.iter().zip(0..) {
            for (field, index) in file.fields.iter().zip(0..) {
                let at = Ref { file: id, index };
                if let Some(owner) = schema.owner(at).filter(|_| field.is_extension()) {
                    all.entry((owner, field.number)).or_insert(at);
                }
            }
        }
        Self(all)
    }

    /// Decodes a message of type `ty` and keeps unknown fields.
    pub fn read(&self, schema: &Schema, ty: Ref, bytes: &[u8]) -> MessageValue {
        let mut message = MessageValue::new(ty);
        let reading = Decoder { schema, extensions: self, input: bytes };
        if reading.message(&mut message, Reader::new(bytes), 0).is_none() {
            // Keep malformed bytes as unknown fields.
            message.fields.clear();
            message.unknown = bytes.into();
        }
        message
    }
}

#[derive(Clone, Copy)]
struct Decoder<'a> {
    schema: &'a Schema,
    extensions: &'a Extensions,
    input: &'a [u8],
}

impl Decoder<'_> {
    /// Decodes the fields of a message; `None` if the bytes are malformed.
    fn message(self, message: &mut MessageValue, mut reader: Reader<'_>, depth: u32) -> Option<()> {
        let mut unknown = Vec::new();
        while let Some(record) = reader.next() {
            let record = record.ok()?;
            let field = i32::try_from(record.number).ok().and_then(|number| self.field(message.ty, number));
            let known = field.is_some_and(|field| self.value(message, field, record.value, depth).is_some());
            if !known {
                unknown.extend_from_slice(&self.input[record.at..reader.pos()]);
            }
        }
        message.unknown = unknown.into();
        Some(())
    }

    fn field(self, ty: Ref, number: i32) -> Option<Ref> {
        let declared = self.schema.message(ty).fields.iter().map(|index| Ref { file: ty.file, index });
        let own = declared.clone().find(|&field| self.schema.field(field).number == number);
        own.or_else(|| self.extensions.0.get(&(ty, number)).copied())
    }

    /// Adds the value of a field to a message; `None` if the value does not fit the type.
    fn value(self, message: &mut MessageValue, field: Ref, wire: Wire<'_>, depth: u32) -> Option<()> {
        let ty = self.schema.field_type(field);
        if let (true, Wire::Bytes(mut packed)) = (ty.is_packable(), wire) {
            let mut values = Vec::new();
            while !packed.is_empty() {
                let number = match ty {
                    FieldType::Fixed32 | FieldType::Sfixed32 | FieldType::Float => {
                        Wire::Fixed32(packed.fixed32().ok()?)
                    }
                    FieldType::Fixed64 | FieldType::Sfixed64 | FieldType::Double => {
                        Wire::Fixed64(packed.fixed64().ok()?)
                    }
                    _ => Wire::Varint(packed.varint().ok()?),
                };
                values.push(self.scalar(field, ty, number)?);
            }
            for value in values {
                message.add(self.schema, field, value);
            }
            return Some(());
        }
        let value = match (ty, wire) {
            (FieldType::Message | FieldType::Group, Wire::Bytes(inner) | Wire::Group(inner)) => {
                let mut value = MessageValue::new(self.schema.message_of(field)?);
                if depth >= MAX_DEPTH {
                    return None;
                }
                self.message(&mut value, inner, depth + 1)?;
                Value::message(value)
            }
            _ => self.scalar(field, ty, wire)?,
        };
        message.add(self.schema, field, value);
        Some(())
    }

    fn scalar(self, field: Ref, ty: FieldType, wire: Wire<'_>) -> Option<Value> {
        Some(match (ty, wire) {
            (FieldType::Int32, Wire::Varint(value)) => Value::I32(value as i32),
            (FieldType::Int64, Wire::Varint(value)) => Value::I64(value as i64),
            (FieldType::Uint64, Wire::Varint(value)) | (FieldType::Fixed64, Wire::Fixed64(value)) => {
                Value::U64(value)
            }
            (FieldType::Uint32, Wire::Varint(value)) => Value::U32(value as u32),
            (FieldType::Fixed32, Wire::Fixed32(value)) => Value::U32(value),
            (FieldType::Sint32, Wire::Varint(value)) => Value::I32(zigzag(u64::from(value as u32)) as i32),
            (FieldType::Sint64, Wire::Varint(value)) => Value::I64(zigzag(value)),
            (FieldType::Bool, Wire::Varint(value)) => Value::Bool(value != 0),
            (FieldType::Enum, Wire::Varint(value)) => Value::Enum(value as i32),
            (FieldType::Sfixed32, Wire::Fixed32(value)) => Value::I32(value as i32),
            (FieldType::Float, Wire::Fixed32(value)) => Value::F32(f32::from_bits(value)),
            (FieldType::Sfixed64, Wire::Fixed64(value)) => Value::I64(value as i64),
            (FieldType::Double, Wire::Fixed64(value)) => Value::F64(f64::from_bits(value)),
            (FieldType::String | FieldType::Bytes, Wire::Bytes(value)) => Value::Bytes(value.bytes().into()),
            _ => return None,
        })
        .filter(|value| match *value {
            Value::Enum(number) => self.is_known(field, number),
            _ => true,
        })
    }

    /// Whether an enum field accepts a number.
    fn is_known(self, field: Ref, number: i32) -> bool {
        let Some(TypeRef::Enum(ty)) = self.schema.type_of(field) else { return false };
        !self.schema.rejects_unknown(field) || self.schema.has_value(ty, number)
    }
}

fn zigzag(value: u64) -> i64 {
    (value >> 1) as i64 ^ -((value & 1) as i64)
}
