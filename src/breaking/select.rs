//! Selects rules by id and category.

use super::{RULES, Selection};

/// Deprecated ids that buf accepts, with their replacements; empty if they no longer check anything.
pub const REPLACED: &[(&str, &[&str])] = &[
    ("FIELD_SAME_CTYPE", &["FIELD_SAME_CPP_STRING_TYPE"]),
    (
        "FIELD_SAME_LABEL",
        &[
            "FIELD_SAME_CARDINALITY",
            "FIELD_WIRE_COMPATIBLE_CARDINALITY",
            "FIELD_WIRE_JSON_COMPATIBLE_CARDINALITY",
        ],
    ),
    ("FILE_SAME_JAVA_STRING_CHECK_UTF8", &["FIELD_SAME_JAVA_UTF8_VALIDATION"]),
    ("FILE_SAME_PHP_GENERIC_SERVICES", &[]),
    ("MESSAGE_SAME_MESSAGE_SET_WIRE_FORMAT", &[]),
];

/// The replacements of an id; the id itself if it is current.
fn current(name: &str) -> Vec<&str> {
    let replaced = REPLACED.iter().find(|(replaced, ids)| *replaced == name && !ids.is_empty());
    replaced.map_or_else(|| vec![name], |(_, ids)| ids.to_vec())
}

fn replaced() -> impl Iterator<Item = &'static str> {
    REPLACED.iter().map(|(replaced, _)| *replaced)
}

/// Limits the rules to those in `only`, unless it is empty, without those in `skip`. Fails on unknown names.
pub fn choose(selection: &mut Selection, only: &[String], skip: &[String]) -> Result<(), String> {
    let current = |names: &[String]| -> Vec<String> {
        names.iter().flat_map(|name| current(name)).map(str::to_owned).collect()
    };
    selection.choose(&replaced().collect::<Vec<_>>(), &current(only), &current(skip))
}

/// Whether a current or former breaking rule has this id.
pub fn is_rule(id: &str) -> bool {
    RULES.iter().any(|rule| rule.meta.id == id) || replaced().any(|replaced| replaced == id)
}
