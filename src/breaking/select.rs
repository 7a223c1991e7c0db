//! Which rules run, as told by ids and categories.

use super::{RULES, Selection};

/// Ids that buf still accepts, with those they stand for today; none where they check nothing any more.
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

/// The ids that stand for a name today: itself, where nothing took its place.
fn current(name: &str) -> Vec<&str> {
    let replaced = REPLACED.iter().find(|(replaced, ids)| *replaced == name && !ids.is_empty());
    replaced.map_or_else(|| vec![name], |(_, ids)| ids.to_vec())
}

fn replaced() -> impl Iterator<Item = &'static str> {
    REPLACED.iter().map(|(replaced, _)| *replaced)
}

/// Lets only the rules named by `only` run, if it names any, and none of those named by `skip`. Fails where a name means
/// nothing.
pub fn choose(selection: &mut Selection, only: &[String], skip: &[String]) -> Result<(), String> {
    let current = |names: &[String]| -> Vec<String> {
        names.iter().flat_map(|name| current(name)).map(str::to_owned).collect()
    };
    selection.choose(&replaced().collect::<Vec<_>>(), &current(only), &current(skip))
}

/// Whether a rule about changes has, or had, this id.
pub fn is_rule(id: &str) -> bool {
    RULES.iter().any(|rule| rule.meta.id == id) || replaced().any(|replaced| replaced == id)
}
