//! Scalar values in JSON.

use base64::Engine as _;
use base64::alphabet::STANDARD;
use base64::engine::{DecodePaddingMode, GeneralPurpose, GeneralPurposeConfig};

use crate::schema::number::to_float;
use crate::schema::{FieldType, MessageValue, Ref, Schema, TypeRef, Value};

/// A scalar JSON value, or a list where a scalar is expected.
#[derive(Clone, Copy)]
pub enum Scalar<'j> {
    Bool(bool),
    Integer(i128),
    Float(f64),
    Text(&'j str),
    List,
}

impl Scalar<'_> {
    /// An integer. 64-bit integers are strings in JSON.
    fn integer<T: TryFrom<i128>>(self) -> Option<T> {
        let value = match self {
            Self::Integer(value) => value,
            Self::Float(value) if value.fract() == 0.0 => value as i128,
            Self::Text(text) => text.parse().ok()?,
            _ => return None,
        };
        value.try_into().ok()
    }

    fn float(self) -> Option<f64> {
        Some(match self {
            Self::Integer(value) => value as f64,
            Self::Float(value) => value,
            Self::Text("Infinity") => f64::INFINITY,
            Self::Text("-Infinity") => f64::NEG_INFINITY,
            Self::Text("NaN") => f64::NAN,
            Self::Text(text) => text.parse().ok()?,
            _ => return None,
        })
    }

    fn bool(self) -> Option<bool> {
        match self {
            Self::Bool(value) => Some(value),
            // Map keys are strings in JSON.
            Self::Text(text) => text.parse().ok(),
            _ => None,
        }
    }

    fn text(self) -> Option<Box<[u8]>> {
        match self {
            Self::Text(text) => Some(text.as_bytes().into()),
            _ => None,
        }
    }

    /// Base64 in either alphabet, with or without padding.
    fn bytes(self) -> Option<Box<[u8]>> {
        let Self::Text(text) = self else { return None };
        let config = GeneralPurposeConfig::new().with_decode_padding_mode(DecodePaddingMode::Indifferent);
        let text = text.replace('-', "+").replace('_', "/");
        GeneralPurpose::new(&STANDARD, config).decode(text).ok().map(Into::into)
    }
}

/// Converts a JSON value to the type of a field; `None` if it does not fit.
pub fn scalar(schema: &Schema, field: Ref, json: Scalar<'_>) -> Option<Value> {
    Some(match schema.field_type(field) {
        FieldType::Bool => Value::Bool(json.bool()?),
        FieldType::Int32 | FieldType::Sint32 | FieldType::Sfixed32 => Value::I32(json.integer()?),
        FieldType::Int64 | FieldType::Sint64 | FieldType::Sfixed64 => Value::I64(json.integer()?),
        FieldType::Uint32 | FieldType::Fixed32 => Value::U32(json.integer()?),
        FieldType::Uint64 | FieldType::Fixed64 => Value::U64(json.integer()?),
        FieldType::Float => Value::F32(to_float(json.float()?)),
        FieldType::Double => Value::F64(json.float()?),
        FieldType::String => Value::Bytes(json.text()?),
        FieldType::Bytes => Value::Bytes(json.bytes()?),
        FieldType::Enum => Value::Enum(enum_value(schema, field, json)?),
        // A well-known type with a special JSON form.
        FieldType::Message | FieldType::Group => Value::message(MessageValue::new(schema.message_of(field)?)),
        FieldType::Named => return None,
    })
}

fn enum_value(schema: &Schema, field: Ref, json: Scalar<'_>) -> Option<i32> {
    match (schema.type_of(field)?, json) {
        (TypeRef::Enum(ty), Scalar::Text(name)) => schema.value_named(ty, name.as_bytes()),
        _ => json.integer(),
    }
}
