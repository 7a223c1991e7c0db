//! Names of elements, for messages.

use crate::schema::FieldType;
use crate::schema::handles::{Enum, Field, Message};

/// A field with its message, an extension, or a field of a map entry.
pub fn field(field: Field<'_>) -> String {
    let number = field.number();
    match field.parent() {
        _ if field.is_extension() => format!("extension {number} `{}`", field.full_name()),
        Some(entry) if field.is_in_map_entry() => {
            format!("the {} of the map entry `{}`", field.name(), entry.name())
        }
        Some(message) => format!("field {number} `{}.{}`", message.name(), field.name()),
        None => format!("field {number} `{}`", field.name()),
    }
}

/// A comma-separated list of names, in backticks.
pub fn list<'a>(names: impl IntoIterator<Item = &'a str>) -> String {
    names.into_iter().map(|name| format!("`{name}`")).collect::<Vec<_>>().join(", ")
}

/// A package, which may be unnamed.
pub fn package(name: &str) -> String {
    if name.is_empty() { "the unnamed package".to_owned() } else { format!("package `{name}`") }
}

/// The declaration of a field: `repeated acme.v1.User users = 1`.
pub fn declaration(field: Field<'_>) -> String {
    format!("{} {} = {}", type_of(field), field.name(), field.number())
}

/// The type of a field with its label and full names.
pub fn type_of(field: Field<'_>) -> String {
    if let Some(entry) = field.message_type().filter(|_| field.is_map()) {
        let part =
            |number| entry.fields().find(|part| part.number() == number).map(element).unwrap_or_default();
        return format!("map<{}, {}>", part(1), part(2));
    }
    let label = if field.is_repeated() {
        "repeated "
    } else if field.is_required() {
        "required "
    } else {
        ""
    };
    format!("{label}{}", element(field))
}

fn element(field: Field<'_>) -> String {
    let message = field.message_type().map(Message::full_name);
    match message.or_else(|| field.enum_type().map(Enum::full_name)) {
        Some(name) => name.to_owned(),
        None if field.ty() == FieldType::Named => field.type_name().to_owned(),
        None => field.ty().keyword().to_owned(),
    }
}
