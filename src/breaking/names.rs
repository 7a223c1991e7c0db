//! How messages speak of things.

use crate::compile::handles::Field;

/// A field with its message, an extension, or a part of a map.
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

/// Names as a list, each in backticks.
pub fn list<'a>(names: impl IntoIterator<Item = &'a str>) -> String {
    names.into_iter().map(|name| format!("`{name}`")).collect::<Vec<_>>().join(", ")
}

/// A package, which may have no name.
pub fn package(name: &str) -> String {
    if name.is_empty() { "the unnamed package".to_owned() } else { format!("package `{name}`") }
}
