//! Compatibility of field types.

use rustc_hash::FxHashSet;

use super::{Breaks, Context, Pair, names};
use crate::schema::FieldType;
use crate::schema::handles::{Enum, Field, Message};

/// Reports a field whose type changed so that it breaks at least `least`.
pub fn check(field: Pair<Field<'_>>, least: Breaks, cx: &mut Context<'_>) {
    let Some(breaks) = breaks(field).filter(|breaks| *breaks >= least) else { return };
    let name = names::field(field.new);
    let (old, new) = (words(field.old, field.new), words(field.new, field.old));
    let message = format!("the type of {name} changed from {old} to {new}");
    let help = "restore the type, and add a field with a new number";
    cx.report(field.new.type_site(), field.old.type_site(), breaks, message).change(old, new).help(help);
}

/// What a change of the type of a field breaks.
fn breaks(field: Pair<Field<'_>>) -> Option<Breaks> {
    let types = field.map(Field::wire_type);
    if types.is_same() {
        return match types.new {
            FieldType::Message | FieldType::Group => {
                let is_same = field.map(type_name).is_same();
                (!is_same).then_some(Breaks::Wire)
            }
            FieldType::Enum => enum_breaks(field),
            _ => None,
        };
    }
    let bytes_from_string = types.old == FieldType::String && types.new == FieldType::Bytes;
    Some(if !types.map(on_the_wire).is_same() && !bytes_from_string {
        Breaks::Wire
    } else if !types.map(in_json).is_same() {
        Breaks::Json
    } else {
        Breaks::Source
    })
}

/// What a change of the enum of a field breaks: only code, if it is a superset of the same name.
fn enum_breaks(field: Pair<Field<'_>>) -> Option<Breaks> {
    let names = field.map(type_name);
    if names.is_same() {
        return None;
    }
    let (Some(old), Some(new)) = (field.old.enum_type(), field.new.enum_type()) else {
        return Some(Breaks::Wire);
    };
    Some(if old.name() == new.name() && contains(new, old) { Breaks::Source } else { Breaks::Wire })
}

fn contains(large: Enum<'_>, small: Enum<'_>) -> bool {
    let values: FxHashSet<_> = large.values().map(|value| (value.name(), value.number())).collect();
    small.values().all(|value| values.contains(&(value.name(), value.number())))
}

/// A representative of the types that are wire compatible, maybe with other values.
fn on_the_wire(ty: FieldType) -> FieldType {
    match ty {
        FieldType::Int64 | FieldType::Uint32 | FieldType::Uint64 | FieldType::Bool => FieldType::Int32,
        FieldType::Sint64 => FieldType::Sint32,
        FieldType::Sfixed32 => FieldType::Fixed32,
        FieldType::Sfixed64 => FieldType::Fixed64,
        ty => ty,
    }
}

/// A representative of the types that are compatible on the wire and in JSON.
fn in_json(ty: FieldType) -> FieldType {
    match ty {
        FieldType::Uint32 => FieldType::Int32,
        FieldType::Uint64 => FieldType::Int64,
        FieldType::Sfixed32 => FieldType::Fixed32,
        FieldType::Sfixed64 => FieldType::Fixed64,
        ty => ty,
    }
}

/// The name of the message or enum of a field.
fn type_name(field: Field<'_>) -> &str {
    let message = field.message_type().map(Message::full_name);
    message.or_else(|| field.enum_type().map(Enum::full_name)).unwrap_or_default()
}

/// The type of a field, in a form that differs from the type of another one.
fn words(field: Field<'_>, other: Field<'_>) -> String {
    let ty = field.wire_type();
    let name = type_name(field);
    let kind = match ty {
        FieldType::Message => "message",
        FieldType::Group => "group",
        FieldType::Enum => "enum",
        scalar => return format!("`{}`", scalar.keyword()),
    };
    if ty == other.wire_type() { format!("`{name}`") } else { format!("{kind} `{name}`") }
}
