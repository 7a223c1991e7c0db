//! Fields that got another number. They are not deleted: their name cannot be reserved, and what mends them is the old
//! number.

use std::cmp::Reverse;

use rustc_hash::{FxHashMap, FxHashSet};

use super::{Breaks, Context, Finding, Pair, names};
use crate::schema::handles::{Field, Message};

/// The rules that report such fields.
const RULES: [&str; 3] =
    ["FIELD_NO_DELETE", "FIELD_NO_DELETE_UNLESS_NUMBER_RESERVED", "FIELD_NO_DELETE_UNLESS_NAME_RESERVED"];

/// The old fields whose numbers no field has any more: those that are gone, and those whose name has another number.
pub fn part<'a>(message: Pair<Message<'a>>) -> (Vec<Field<'a>>, Vec<Pair<Field<'a>>>) {
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

/// Reports a field that got another number.
pub fn report(message: Pair<Message<'_>>, field: Pair<Field<'_>>, cx: &mut Context<'_>) {
    let Pair { old, new } = field.map(Field::number);
    let name = field.new.name();
    let text = format!("`{}.{name}` has number {new}, and had {old}", message.new.name());
    let help = format!("give `{name}` number {old} again; a field for something else takes another name");
    cx.report(message.new.spot(), field.old.spot(), Breaks::Wire, text)
        .change(names::declaration(field.old), names::declaration(field.new))
        .label(field.new.number_spot(), "its number now")
        .help(help);
}

/// Leaves one finding for each field that got another number, the gravest, where several rules report it.
pub fn keep_one(found: &mut Vec<Finding>) {
    // Fields that are gone have become nothing.
    let is_moved = |found: &mut Finding| RULES.contains(&found.diagnostic.code) && !found.to.is_empty();
    let mut moved: Vec<Finding> = found.extract_if(.., is_moved).collect();
    moved.sort_by_key(|found| Reverse(found.diagnostic.severity));
    let mut known = FxHashSet::default();
    found.extend(moved.into_iter().filter(|found| known.insert(found.subject.clone())));
}
