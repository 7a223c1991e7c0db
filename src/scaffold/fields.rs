//! Fields as Rust has them.

use serde::Serialize;

use crate::generate::idents;
use crate::schema::FieldType;
use crate::schema::handles::{Field, Message};

/// A field as templates see it.
#[derive(Clone, PartialEq, Eq, Serialize)]
#[expect(clippy::struct_excessive_bools, reason = "templates ask for each")]
pub struct FieldView {
    /// Its name.
    pub name: String,
    /// Its name in Rust.
    pub ident: String,
    /// Whether it is an `Option` in Rust.
    pub optional: bool,
    /// Whether it is a list.
    pub repeated: bool,
    /// Whether it holds one string.
    pub text: bool,
    /// Whether it holds one value that is `Copy`.
    pub scalar: bool,
}

impl FieldView {
    /// The view of a field.
    pub fn new(field: Field<'_>) -> Self {
        Self {
            name: field.name().to_owned(),
            ident: ident(field),
            optional: is_option(field),
            repeated: field.is_repeated(),
            text: is_text(field),
            scalar: is_scalar(field),
        }
    }
}

/// Its name in Rust.
pub fn ident(field: Field<'_>) -> String {
    idents::snake(field.name())
}

/// Whether it is an `Option` in Rust.
pub fn is_option(field: Field<'_>) -> bool {
    !field.is_repeated() && !field.is_required() && field.has_presence()
}

/// Whether it holds one string.
pub fn is_text(field: Field<'_>) -> bool {
    field.ty() == FieldType::String && is_plain(field) && !field.is_repeated()
}

/// Whether it holds one number, boolean or enum value, which are `Copy` in Rust, as an option too.
pub fn is_scalar(field: Field<'_>) -> bool {
    use FieldType::{Bytes, Group, Message, String};
    !field.is_repeated() && !matches!(field.ty(), Bytes | Group | Message | String)
}

/// Whether it holds one integer.
pub fn is_integer(field: Field<'_>) -> bool {
    integer_type(field).is_some() && is_plain(field) && !field.is_repeated()
}

/// Whether it holds one timestamp.
pub fn is_timestamp(field: Field<'_>) -> bool {
    is_message(field, "google.protobuf.Timestamp") && is_plain(field) && !field.is_repeated()
}

/// Whether its type is this message.
pub fn is_message(field: Field<'_>, full_name: &str) -> bool {
    field.message_type().is_some_and(|message| message.full_name() == full_name)
}

/// Whether it is a field of its own in Rust, not part of an enum for a oneof.
pub fn is_plain(field: Field<'_>) -> bool {
    field.oneof().is_none()
}

/// The type of a field that can be a key.
pub fn key_type(field: Field<'_>) -> Option<&'static str> {
    if is_text(field) { Some("String") } else { integer_type(field).filter(|_| is_integer(field)) }
}

/// The Rust type of an integer.
fn integer_type(field: Field<'_>) -> Option<&'static str> {
    use FieldType::{Fixed32, Fixed64, Int32, Int64, Sfixed32, Sfixed64, Sint32, Sint64, Uint32, Uint64};
    match field.ty() {
        Int32 | Sint32 | Sfixed32 => Some("i32"),
        Int64 | Sint64 | Sfixed64 => Some("i64"),
        Uint32 | Fixed32 => Some("u32"),
        Uint64 | Fixed64 => Some("u64"),
        _ => None,
    }
}

/// Whether a value of one can be given to the other, presence aside.
pub fn same_type(a: Field<'_>, b: Field<'_>) -> bool {
    let message = |field: Field<'_>| field.message_type().map(Message::full_name).map(str::to_owned);
    let enumeration = |field: Field<'_>| field.enum_type().map(|item| item.full_name().to_owned());
    let scalar = |field: Field<'_>| {
        // Types that differ only on the wire are the same in Rust.
        integer_type(field).map_or_else(|| format!("{:?}", field.ty()), str::to_owned)
    };
    let alike =
        a.is_repeated() == b.is_repeated() && is_plain(a) && is_plain(b) && !a.is_map() && !b.is_map();
    alike && scalar(a) == scalar(b) && message(a) == message(b) && enumeration(a) == enumeration(b)
}
