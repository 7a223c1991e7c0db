//! Renumbered fields. They are not deleted: the name cannot be reserved, and the fix is to restore the number.

use std::cmp::Reverse;

use rustc_hash::{FxHashMap, FxHashSet};

use super::{Breaks, Context, Finding, Pair, names};
use crate::schema::handles::{Field, Message};

/// The rules that report renumbered fields.
const RULES: [&str; 3] =
    ["FIELD_NO_DELETE", "FIELD_NO_DELETE_UNLESS_NUMBER_RESERVED", "FIELD_NO_DELETE_UNLESS_NAME_RESERVED"];

/// Old fields whose number is unused now: deleted ones, and renumbered ones.
pub fn split<'a>(message: Pair<Message<'a>>) -> (Vec<Field<'a>>, Vec<Pair<Field<'a>>>) {
    let (mut gone, mut moved) = (message.deleted_fields().collect::<Vec<_>>(), Vec::new());
    if !gone.is_empty() {
        let by_name: FxHashMap<&str, Field<'a>> =
            message.new.fields().map(|field| (field.name(), field)).collect();
        gone.retain(|&old| {
            let new = by_name.get(old.name()).copied();
            moved.extend(new.map(|new| Pair { old, new }));
            new.is_none()
        });
    }
    (gone, moved)
}

/// Reports a renumbered field.
pub fn report(message: Pair<Message<'_>>, field: Pair<Field<'_>>, cx: &mut Context<'_>) {
    let Pair { old, new } = field.map(Field::number);
    let name = field.new.name();
    let text = format!("`{}.{name}` changed its number from {old} to {new}", message.new.name());
    let help = format!("restore number {old}; if this is another field, give it another name");
    cx.report(message.new.site(), field.old.site(), Breaks::Wire, text)
        .change(names::declaration(field.old), names::declaration(field.new))
        .label(field.new.number_site(), "the new number")
        .help(help);
}

/// Keeps the most severe finding for each renumbered field, if several rules report it.
pub fn keep_one(found: &mut Vec<Finding>) {
    // Deleted fields have no new value.
    let is_moved = |found: &mut Finding| RULES.contains(&found.diagnostic.code) && !found.to.is_empty();
    let mut moved: Vec<Finding> = found.extract_if(.., is_moved).collect();
    moved.sort_by_key(|found| Reverse(found.diagnostic.severity));
    let mut known = FxHashSet::default();
    found.extend(moved.into_iter().filter(|found| known.insert(found.subject.clone())));
}
