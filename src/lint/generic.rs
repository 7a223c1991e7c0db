//! Detects messages that could hold anything.

use super::methods::is_short;
use crate::schema::FieldType;
use crate::schema::handles::{Field, Message};

/// Meaningless names.
const NAMES: [&str; 2] = ["Request", "Response"];

/// Names that are meaningless if the message holds an opaque field. In mail, a `Message` is a specific thing.
const VAGUE_NAMES: [&str; 7] = ["Message", "Data", "Payload", "Result", "Item", "Object", "Info"];

/// Names of fields that determine the type of the rest.
const DISCRIMINATORS: [&str; 5] = ["type", "kind", "event", "message_type", "request_type"];

/// Names of fields that select an action on the rest.
const COMMANDS: [&str; 8] = ["action", "cmd", "command", "method", "op", "op_code", "opcode", "operation"];

/// Names of fields with the content.
const CARRIERS: [&str; 6] = ["data", "payload", "body", "content", "json", "value"];

/// Names of maps with the content.
const ARGUMENTS: [&str; 13] = [
    "args",
    "arguments",
    "body",
    "content",
    "data",
    "fields",
    "input",
    "options",
    "parameters",
    "params",
    "payload",
    "properties",
    "values",
];

/// Messages that can hold anything.
const OPAQUE: [&str; 3] = ["google.protobuf.Any", "google.protobuf.Struct", "google.protobuf.Value"];

/// Why a message could hold anything.
#[derive(Clone, Copy)]
pub enum Generic<'a> {
    /// Its name is meaningless.
    Name,
    /// One field determines the type of the other.
    Envelope(Field<'a>, Field<'a>),
}

/// Whether and why a message could hold anything. Nested messages may have any name, and a oneof lists what a request
/// or response can be.
pub fn generic(message: Message<'_>) -> Option<Generic<'_>> {
    let (name, is_top) = (message.name(), message.parent().is_none());
    // A message of only bytes is a part, such as a chunk of a stream.
    let is_piece = || message.fields().nth(1).is_none() && message.fields().all(is_bytes);
    let is_vague = || VAGUE_NAMES.contains(&name) && message.fields().any(holds_anything) && !is_piece();
    let says_nothing = || NAMES.contains(&name) && message.oneofs().next().is_none();
    if is_top && (says_nothing() || is_vague()) { Some(Generic::Name) } else { envelope(message) }
}

/// The two fields of an envelope, if a message has exactly these.
fn envelope(message: Message<'_>) -> Option<Generic<'_>> {
    let is_part = |field: &Field<'_>| !field.is_repeated() || field.is_map() || holds_opaque(*field);
    let mut fields = message.fields().filter(is_part);
    let (Some(one), Some(other), None) = (fields.next(), fields.next(), message.fields().nth(2)) else {
        return None;
    };
    [(one, other), (other, one)]
        .into_iter()
        .find(|&(kind, carrier)| is_envelope(kind, carrier))
        .map(|(kind, carrier)| Generic::Envelope(kind, carrier))
}

fn is_envelope(kind: Field<'_>, carrier: Field<'_>) -> bool {
    let is_command = COMMANDS.contains(&kind.name());
    if !is_command && !DISCRIMINATORS.contains(&kind.name()) || kind.is_repeated() {
        return false;
    }
    let name = carrier.name();
    if carrier.is_map() {
        return ARGUMENTS.contains(&name);
    }
    match carrier.ty() {
        FieldType::String => CARRIERS.contains(&name),
        // A type and a bytes value are a digest or the like.
        FieldType::Bytes => name != "value" && (CARRIERS.contains(&name) || is_command && !is_short(name)),
        _ => is_opaque(carrier),
    }
}

/// Whether a field can hold anything; a string only with such a name.
fn holds_anything(field: Field<'_>) -> bool {
    is_opaque(field) || field.ty() == FieldType::String && ["data", "json", "payload"].contains(&field.name())
}

fn is_bytes(field: Field<'_>) -> bool {
    field.ty() == FieldType::Bytes
}

fn is_opaque(field: Field<'_>) -> bool {
    is_bytes(field) || holds_opaque(field)
}

fn holds_opaque(field: Field<'_>) -> bool {
    field.message_type().is_some_and(|ty| OPAQUE.contains(&ty.full_name()))
}
