//! The files that a file refers to.

use super::linked::Schema;
use super::links::{FileId, TypeRef};
use super::symbols::Symbol;
use super::value::{MessageValue, Value};

/// The files that declare the types, extendees and custom options of a file; may contain duplicates. Unlike in protoc,
/// fields and enum values in an option value do not count: their names are resolved through the option.
pub(super) fn references(schema: &Schema, id: FileId) -> Vec<FileId> {
    let links = &schema.links[id as usize];
    let mut files = Vec::new();
    files
        .extend(links.field_types.iter().flatten().map(|(TypeRef::Message(at) | TypeRef::Enum(at))| at.file));
    files.extend(links.extendees.iter().flatten().map(|at| at.file));
    files.extend(
        links.methods.iter().flat_map(|&(input, output)| [input, output]).flatten().map(|at| at.file),
    );
    for options in &schema.options[id as usize].sets {
        of_value(schema, &options.merged, &mut files);
    }
    files
}

fn of_value(schema: &Schema, message: &MessageValue, files: &mut Vec<FileId>) {
    files.extend(any_type(schema, message));
    for field in &message.fields {
        if schema.field(field.field).is_extension() {
            files.push(field.field.file);
        }
        for value in &field.values {
            if let Value::Message(message) = value {
                of_value(schema, message, files);
            }
        }
    }
}

/// The file of the message type in an `Any`.
fn any_type(schema: &Schema, message: &MessageValue) -> Option<FileId> {
    let file = &schema.files[message.ty.file as usize];
    if file.bytes(schema.message(message.ty).full_name) != b"google.protobuf.Any" {
        return None;
    }
    let (_, name) = message.str(1)?.rsplit_once('/')?;
    match schema.symbols.get(&schema.files, name.as_bytes())? {
        Symbol::Element(file, _) => Some(file),
        Symbol::Package(_) => None,
    }
}
