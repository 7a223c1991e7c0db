//! The types of messages, as a file of the crate names them.

use crate::generate::idents;
use crate::schema::handles::Message;

/// The path of a message's type in a file whose `pb` is the module `package`.
pub(super) fn type_path(message: Message<'_>, package: &str) -> String {
    if let Some(name) = well_known(message.full_name()) {
        return name;
    }
    let module = idents::module(message.file().package());
    let path = idents::message(message);
    if module == package {
        format!("pb::{path}")
    } else {
        format!("crate::{}::{path}", join("proto", &module))
    }
}

/// The type of a message that prost has its own for.
fn well_known(full_name: &str) -> Option<String> {
    let name = full_name.strip_prefix("google.protobuf.")?;
    Some(match name {
        "Empty" => "()".to_owned(),
        "BoolValue" => "bool".to_owned(),
        "BytesValue" => "Vec<u8>".to_owned(),
        "DoubleValue" => "f64".to_owned(),
        "FloatValue" => "f32".to_owned(),
        "Int32Value" => "i32".to_owned(),
        "Int64Value" => "i64".to_owned(),
        "StringValue" => "String".to_owned(),
        "UInt32Value" => "u32".to_owned(),
        "UInt64Value" => "u64".to_owned(),
        _ => format!("prost_types::{name}"),
    })
}

pub(super) fn join(module: &str, rest: &str) -> String {
    if rest.is_empty() { module.to_owned() } else { format!("{module}::{rest}") }
}
