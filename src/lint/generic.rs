//! What counts as a message that could be anything.

use crate::compile::FieldType;
use crate::compile::handles::{Field, Message};

/// Names that say nothing.
const NAMES: [&str; 2] = ["Request", "Response"];

/// Names that say nothing either where the message holds something that could be anything. Mail has messages and a store
/// has objects.
const VAGUE_NAMES: [&str; 7] = ["Message", "Data", "Payload", "Result", "Item", "Object", "Info"];

/// Names of fields that say what the rest is to be taken for.
const DISCRIMINATORS: [&str; 6] = ["type", "kind", "action", "op", "method", "event"];

/// Names of fields that hold the rest.
const CARRIERS: [&str; 6] = ["data", "payload", "body", "content", "json", "value"];

/// Messages that hold anything.
const OPAQUE: [&str; 3] = ["google.protobuf.Any", "google.protobuf.Struct", "google.protobuf.Value"];

/// Why a message could be anything.
#[derive(Clone, Copy)]
pub enum Generic<'a> {
    /// Its name says nothing.
    Name,
    /// One field says what the other one is to be taken for.
    Envelope(Field<'a>, Field<'a>),
}

/// Whether and why a message could be anything. Inside another message any name will do.
pub fn generic(message: Message<'_>) -> Option<Generic<'_>> {
    let (name, is_top) = (message.name(), message.parent().is_none());
    let is_vague = || VAGUE_NAMES.contains(&name) && message.fields().any(holds_anything);
    if is_top && (NAMES.contains(&name) || is_vague()) { Some(Generic::Name) } else { envelope(message) }
}

/// The two fields of an envelope, where a message has these and no more.
fn envelope(message: Message<'_>) -> Option<Generic<'_>> {
    let mut fields = message.fields().filter(|field| !field.is_repeated());
    let (Some(one), Some(other), None) = (fields.next(), fields.next(), message.fields().nth(2)) else {
        return None;
    };
    [(one, other), (other, one)]
        .into_iter()
        .find(|&(kind, carrier)| is_envelope(kind, carrier))
        .map(|(kind, carrier)| Generic::Envelope(kind, carrier))
}

fn is_envelope(kind: Field<'_>, carrier: Field<'_>) -> bool {
    // A type and a value of bytes are a digest or the like.
    let is_digest = carrier.name() == "value" && carrier.ty() == FieldType::Bytes;
    let may_carry = carrier.ty() == FieldType::String || is_opaque(carrier);
    DISCRIMINATORS.contains(&kind.name()) && CARRIERS.contains(&carrier.name()) && may_carry && !is_digest
}

/// Whether a field can hold anything; a string can where it is named so.
fn holds_anything(field: Field<'_>) -> bool {
    is_opaque(field) || field.ty() == FieldType::String && ["data", "json", "payload"].contains(&field.name())
}

fn is_opaque(field: Field<'_>) -> bool {
    field.ty() == FieldType::Bytes || field.message_type().is_some_and(|ty| OPAQUE.contains(&ty.full_name()))
}
