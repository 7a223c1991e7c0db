//! Descriptor sets from bytes to protobuf's JSON, to have inputs for the way back.

use std::sync::OnceLock;

use protolint::compile::{Compiled, ImportPaths, Timings, compile, load};
use protolint::schema::FieldType;
use protolint::schema::handles::{Field, Message};
use protolint::wire::{Reader, Wire};
use serde_json::{Map, Value, json};

fn descriptor() -> &'static Compiled {
    static SCHEMA: OnceLock<Compiled> = OnceLock::new();
    SCHEMA.get_or_init(|| {
        let names = ["google/protobuf/descriptor.proto".to_owned()];
        compile(load(&ImportPaths::new(), &names, Vec::new()), &mut Timings::default())
    })
}

/// A descriptor set in JSON. `None` where it has bytes that descriptors do not have.
pub fn of_set(bytes: &[u8]) -> Option<Value> {
    let set = descriptor().schema.message_by_name("google.protobuf.FileDescriptorSet")?;
    message(set, Reader::new(bytes))
}

fn message(of: Message<'_>, reader: Reader<'_>) -> Option<Value> {
    let mut object = Map::new();
    for record in reader {
        let record = record.ok()?;
        let field = of.fields().find(|field| field.number() as u32 == record.number)?;
        let key = camel_case(field.name());
        let values = values(field, record.value)?;
        if field.is_repeated() {
            object.entry(key).or_insert_with(|| json!([])).as_array_mut()?.extend(values);
        } else {
            object.insert(key, values.into_iter().next()?);
        }
    }
    Some(Value::Object(object))
}

fn values(field: Field<'_>, value: Wire<'_>) -> Option<Vec<Value>> {
    let one = match (field.ty(), value) {
        (FieldType::String, Wire::Bytes(text)) => json!(std::str::from_utf8(text.bytes()).ok()?),
        (FieldType::Bytes, Wire::Bytes(bytes)) => json!(base64(bytes.bytes())),
        (FieldType::Bool, Wire::Varint(value)) => json!(value != 0),
        (FieldType::Int64, Wire::Varint(value)) => json!((value as i64).to_string()),
        (FieldType::Uint64, Wire::Varint(value)) => json!(value.to_string()),
        (FieldType::Int32, Wire::Varint(value)) => json!(value as i32),
        (FieldType::Int32, Wire::Bytes(mut packed)) => {
            let mut all = Vec::new();
            while !packed.is_empty() {
                all.push(json!(packed.varint().ok()? as i32));
            }
            return Some(all);
        }
        (FieldType::Double, Wire::Fixed64(bits)) => json!(f64::from_bits(bits)),
        (_, Wire::Varint(value)) => {
            let found = field.enum_type()?;
            let name = found.values().find(|known| known.number() == value as i32);
            name.map_or_else(|| json!(value as i32), |known| json!(known.name()))
        }
        (_, Wire::Bytes(inside)) => message(field.message_type()?, inside)?,
        _ => return None,
    };
    Some(vec![one])
}

fn camel_case(name: &str) -> String {
    let mut parts = name.split('_');
    let first = parts.next().unwrap_or_default().to_owned();
    parts.fold(first, |mut name, part| {
        name.extend(part.chars().take(1).map(|first| first.to_ascii_uppercase()));
        name.push_str(part.get(1..).unwrap_or_default());
        name
    })
}

fn base64(bytes: &[u8]) -> String {
    const DIGITS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let mut out = String::new();
    for chunk in bytes.chunks(3) {
        let word =
            chunk.iter().fold(0_u32, |word, &byte| word << 8 | u32::from(byte)) << (8 * (3 - chunk.len()));
        for index in 0..4 {
            let digit = DIGITS[(word >> (18 - 6 * index) & 63) as usize] as char;
            out.push(if index <= chunk.len() { digit } else { '=' });
        }
    }
    out
}
