//! Enum values by number: with aliases, a number has several.

use std::collections::BTreeMap;

use super::{Pair, names};
use crate::schema::handles::{Enum, EnumValue};

/// The values of an enum by number, each in the order of declaration.
pub fn by_number(enumeration: Enum<'_>) -> BTreeMap<i32, Vec<EnumValue<'_>>> {
    let mut values: BTreeMap<i32, Vec<EnumValue<'_>>> = BTreeMap::new();
    for value in enumeration.values() {
        values.entry(value.number()).or_default().push(value);
    }
    values
}

/// Old values whose number is unused now; at least one per number.
pub fn deleted(enumeration: Pair<Enum<'_>>) -> BTreeMap<i32, Vec<EnumValue<'_>>> {
    let Pair { mut old, new } = enumeration.map(by_number);
    old.retain(|number, _| !new.contains_key(number));
    old
}

/// The names of values, sorted.
pub fn names(values: &[EnumValue<'_>]) -> String {
    let mut names: Vec<&str> = values.iter().map(|value| value.name()).collect();
    names.sort_unstable();
    names::list(names)
}
