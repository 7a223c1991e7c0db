//! Changes to the fields of a message: deleted, added and renamed ones.

use std::collections::BTreeMap;

use super::walk::{Notes, Walk};
use super::{Kind, Owner};
use crate::breaking::names::{declaration, type_of};
use crate::breaking::{Breaks, Pair};
use crate::schema::handles::{Field, Message};

type ByNumber<'a> = BTreeMap<i32, Field<'a>>;

/// Compares the fields of a message number by number.
pub fn compare<'a>(walk: &mut Walk<'a>, message: Pair<Message<'a>>, at: &(&str, Owner)) {
    let fields: Pair<ByNumber<'a>> =
        message.map(|message| message.fields().map(|field| (field.number(), field)).collect());
    for (number, &old) in &fields.old {
        match fields.new.get(number) {
            Some(&new) if old.name() == new.name() => kept(walk, at, Pair { old, new }),
            Some(&new) if type_of(old) == type_of(new) => renamed(walk, at, Pair { old, new }),
            // The number was reused for an unrelated field.
            Some(&new) => {
                walk.reported.insert(("", old.full_name()));
                gone(walk, at, old, &fields.new, message.new);
                walk.breaks(
                    at.clone(),
                    Kind::Added,
                    Breaks::Wire,
                    format!("field `{}` added, with a number that another field had", declaration(new)),
                );
            }
            None => gone(walk, at, old, &fields.new, message.new),
        }
    }
    for (number, new) in &fields.new {
        if !fields.old.contains_key(number) && renumbered(*new, &fields.old, &fields.new).is_none() {
            walk.added(at.clone(), format!("field `{}` added", declaration(*new)));
        }
    }
}

fn kept(walk: &mut Walk<'_>, at: &(&str, Owner), field: Pair<Field<'_>>) {
    let what = format!("field {} `{}`", field.new.number(), field.new.name());
    walk.notes(at, &what, &field.map(notes));
}

fn renamed(walk: &mut Walk<'_>, at: &(&str, Owner), field: Pair<Field<'_>>) {
    let Pair { old, new } = field.map(Field::name);
    let json = field.map(|field| field.json_name().into_owned());
    let breaks = if json.is_same() { Breaks::Source } else { Breaks::Json };
    walk.reported.insert(("FIELD_SAME_JSON_NAME", field.old.full_name()));
    walk.breaks(
        at.clone(),
        Kind::Renamed,
        breaks,
        format!("field {} `{old}` renamed to `{new}`", field.new.number()),
    );
    kept(walk, at, field);
}

fn gone(walk: &mut Walk<'_>, at: &(&str, Owner), old: Field<'_>, new: &ByNumber<'_>, message: Message<'_>) {
    if let Some(now) = new.values().find(|field| field.name() == old.name()) {
        let text =
            format!("field `{}` changed its number from {} to {}", old.name(), old.number(), now.number());
        return walk.breaks(at.clone(), Kind::Changed, Breaks::Wire, text);
    }
    let number = old.number();
    let mut ranges = message.reserved_ranges();
    let is_used = new.contains_key(&number);
    let is_reserved = is_used || ranges.any(|range| (range.first..=range.last).contains(&number));
    let has_name = message.reserved_names().any(|name| name == old.name());
    let (breaks, why) = deletion_level(is_reserved, has_name);
    walk.breaks(at.clone(), Kind::Deleted, breaks, format!("field `{}` deleted{why}", declaration(old)));
}

/// The level at which a deletion breaks, and why.
pub fn deletion_level(number_is_reserved: bool, name_is_reserved: bool) -> (Breaks, &'static str) {
    match (number_is_reserved, name_is_reserved) {
        (true, true) => (Breaks::Source, ""),
        (true, false) => (Breaks::Json, ", its name is not reserved"),
        (false, true) => (Breaks::Wire, ", its number is not reserved"),
        (false, false) => (Breaks::Wire, ", its number and name are not reserved"),
    }
}

/// The old field of the same name, if its number is now free or another field's.
fn renumbered<'a>(new: Field<'_>, old: &ByNumber<'a>, now: &ByNumber<'_>) -> Option<Field<'a>> {
    let found = old.values().find(|field| field.name() == new.name())?;
    let is_lost = now.get(&found.number()).is_none_or(|other| type_of(*other) != type_of(*found));
    is_lost.then_some(*found)
}

fn notes(field: Field<'_>) -> Notes<'_> {
    Notes { comment: field.comment_lines(), deprecated: field.is_deprecated() }
}
