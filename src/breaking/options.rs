//! Custom options as text, to compare them between two schemas.

use std::collections::BTreeMap;

use crate::schema::handles::Site;
use crate::schema::{FieldValue, Label, MessageValue, Ref, Schema, TypeRef, Value};

/// An element with options.
#[derive(Clone, Copy)]
pub struct Optioned<'a> {
    /// Its place.
    pub site: Site<'a>,
    /// Its options, if any.
    pub options: Option<&'a MessageValue>,
}

impl Optioned<'_> {
    /// The values of its custom options, by full name.
    pub fn custom_options(self) -> BTreeMap<String, String> {
        let schema = self.site.file().schema();
        let set = self.options.into_iter().flat_map(|options| &options.fields);
        let custom = set.filter(|set| schema.field(set.field).is_extension());
        custom.map(|set| (schema.field_name(set.field), values(schema, set))).collect()
    }
}

/// The value of a field; lists are in brackets. Map entries are sorted by key, the last of equal keys wins, because
/// their order is irrelevant.
fn values(schema: &Schema, set: &FieldValue) -> String {
    let texts = set.values.iter().map(|value| text(schema, set.field, value));
    let values: Vec<String> = if schema.is_map(set.field) {
        let keys = set.values.iter().map(|entry| key(schema, entry));
        keys.zip(texts).collect::<BTreeMap<_, _>>().into_values().collect()
    } else {
        texts.collect()
    };
    match &values[..] {
        [one] => one.clone(),
        many => format!("[{}]", many.join(", ")),
    }
}

fn text(schema: &Schema, field: Ref, value: &Value) -> String {
    match value {
        Value::Bool(value) => value.to_string(),
        Value::I32(value) => value.to_string(),
        Value::I64(value) => value.to_string(),
        Value::U32(value) => value.to_string(),
        Value::U64(value) => value.to_string(),
        Value::F32(value) => value.to_string(),
        Value::F64(value) => value.to_string(),
        Value::Bytes(bytes) => format!("\"{}\"", bytes.escape_ascii()),
        Value::Enum(number) => enum_value(schema, field, *number).unwrap_or_else(|| number.to_string()),
        Value::Message(message) => {
            let fields = message.fields.iter().filter(|set| is_set(schema, message, set)).map(|set| {
                let file = &schema.files[set.field.file as usize];
                format!("{}: {}", file.str(schema.field(set.field).name), values(schema, set))
            });
            format!("{{{}}}", fields.collect::<Vec<_>>().join(", "))
        }
    }
}

/// The key of a map entry.
fn key(schema: &Schema, entry: &Value) -> String {
    const KEY: i32 = 1;
    let Value::Message(entry) = entry else { return String::new() };
    let key = entry.field(KEY).filter(|set| is_set(schema, entry, set));
    key.map(|set| values(schema, set)).unwrap_or_default()
}

/// Whether a field differs from its default, which equals absence in map entries and without presence.
fn is_set(schema: &Schema, message: &MessageValue, set: &FieldValue) -> bool {
    let is_entry = schema.message(message.ty).map_entry;
    let [value] = &set.values[..] else { return true };
    let is_default = match value {
        Value::Message(inside) => is_entry && inside.fields.is_empty() && inside.unknown.is_empty(),
        value => value.is_default(),
    };
    let is_list = schema.field(set.field).label == Label::Repeated;
    !is_default || is_list || !is_entry && schema.has_presence(set.field)
}

/// The name of an enum value.
fn enum_value(schema: &Schema, field: Ref, number: i32) -> Option<String> {
    let TypeRef::Enum(at) = schema.type_of(field)? else { return None };
    let file = &schema.files[at.file as usize];
    let values = file.enums[at.index as usize].values.of(&file.values);
    let value = values.iter().find(|value| value.number == number)?;
    Some(file.str(value.name).to_owned())
}
