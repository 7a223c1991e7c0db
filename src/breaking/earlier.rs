//! Looks up fields in older versions.

use std::hash::Hash;

use rustc_hash::{FxHashMap, FxHashSet};

use super::{Context, Pair};
use crate::schema::handles::{Field, Message};

/// Looks up each field whose `key` is new in the message in all older versions, until `report` returns that it was
/// reported.
pub fn check<'a, 'c: 'a, K: Hash + Eq>(
    message: Pair<Message<'a>>,
    key: fn(Field<'a>) -> K,
    cx: &mut Context<'c>,
    report: impl Fn(Field<'a>, Field<'a>, &mut Context<'c>) -> bool,
) {
    let sides = cx.pairing.sides.old.earlier();
    if sides.is_empty() {
        return;
    }
    let old: FxHashSet<K> = message.old.fields().map(key).collect();
    let mut taken: Vec<Field<'a>> =
        message.new.fields().filter(|field| !old.contains(&key(*field))).collect();
    for side in sides {
        let Some(earlier) = side.message(message.old.full_name()) else { continue };
        let known: FxHashMap<K, Field<'a>> = earlier.fields().map(|field| (key(field), field)).collect();
        taken.retain(|&new| !known.get(&key(new)).is_some_and(|&known| report(new, known, cx)));
    }
}
