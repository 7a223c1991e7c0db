//! How changes speak of fields.

use crate::compile::FieldType;
use crate::compile::handles::Field;

/// A field as it would be declared: `repeated acme.v1.User users = 1`.
pub fn declaration(field: Field<'_>) -> String {
    format!("{} {} = {}", type_of(field), field.name(), field.number())
}

/// The type of a field with its label, with names in full.
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
    let message = field.message_type().map(|message| message.full_name());
    match message.or_else(|| field.enum_type().map(|found| found.full_name())) {
        Some(name) => name.to_owned(),
        None if field.ty() == FieldType::Named => field.type_name().to_owned(),
        None => field.ty().keyword().to_owned(),
    }
}
