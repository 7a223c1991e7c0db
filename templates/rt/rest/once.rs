//! JSON without duplicate members of objects.

use std::collections::HashSet;
use std::fmt;

use prost_reflect::{FieldDescriptor, Kind, MessageDescriptor};
use serde::de::{DeserializeSeed, Deserializer, Error, MapAccess, SeqAccess, Visitor};

/// The type of a JSON value, to know which names refer to the same field.
#[derive(Clone, Default)]
pub enum Type {
    /// A message, or a list of messages.
    Message(MessageDescriptor),
    /// A map with values of a type.
    Map(Box<Type>),
    /// Anything else: different names are different members.
    #[default]
    Other,
}

/// Fails if the text is not one value of JSON, or if an object in it has a member twice: by the same name, or by the
/// two names of a field.
pub fn check(json: &[u8], ty: Type) -> serde_json::Result<()> {
    let mut reader = serde_json::Deserializer::from_slice(json);
    Once(&ty).deserialize(&mut reader)?;
    reader.end()
}

impl Type {
    /// The type of a message. Some messages of google.protobuf have a special form in JSON.
    pub fn of_message(message: MessageDescriptor) -> Self {
        match message.package_name() {
            "google.protobuf" if is_special(message.name()) => Self::Other,
            _ => Self::Message(message),
        }
    }

    /// The type of a field, or of each of its values.
    pub fn of_field(field: &FieldDescriptor) -> Self {
        match field.kind() {
            Kind::Message(entry) if field.is_map() => {
                Self::Map(Box::new(Self::of_field(&entry.map_entry_value_field())))
            }
            Kind::Message(message) => Self::of_message(message),
            _ => Self::Other,
        }
    }
}

/// Whether a message of google.protobuf is not written field by field in JSON.
fn is_special(name: &str) -> bool {
    matches!(name, "Any" | "ListValue" | "Struct" | "Value")
}

/// Reads a value of a type.
struct Once<'t>(&'t Type);

impl<'de> DeserializeSeed<'de> for Once<'_> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, reader: D) -> Result<(), D::Error> {
        reader.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Once<'_> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("JSON")
    }

    fn visit_unit<E>(self) -> Result<(), E> {
        Ok(())
    }

    fn visit_bool<E>(self, _: bool) -> Result<(), E> {
        Ok(())
    }

    fn visit_i64<E>(self, _: i64) -> Result<(), E> {
        Ok(())
    }

    fn visit_u64<E>(self, _: u64) -> Result<(), E> {
        Ok(())
    }

    fn visit_f64<E>(self, _: f64) -> Result<(), E> {
        Ok(())
    }

    fn visit_str<E>(self, _: &str) -> Result<(), E> {
        Ok(())
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<(), A::Error> {
        while list.next_element_seed(Once(self.0))?.is_some() {}
        Ok(())
    }

    fn visit_map<A: MapAccess<'de>>(self, mut object: A) -> Result<(), A::Error> {
        let mut seen = HashSet::new();
        while let Some(name) = object.next_key::<String>()? {
            let field = match self.0 {
                Type::Message(message) => message
                    .get_field_by_json_name(&name)
                    .or_else(|| message.get_field_by_name(&name)),
                _ => None,
            };
            let inner = match (self.0, &field) {
                (Type::Map(value), _) => (**value).clone(),
                (_, Some(field)) => Type::of_field(field),
                _ => Type::Other,
            };
            let key = field.map_or_else(|| name.clone(), |field| field.name().to_owned());
            if !seen.insert(key) {
                return Err(A::Error::custom(format!("`{name}` is set twice")));
            }
            object.next_value_seed(Once(&inner))?;
        }
        Ok(())
    }
}
