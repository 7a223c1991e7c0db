//! Which rules run, as told by ids and categories.

use super::{RULES, Selection};

/// Ids that buf still accepts and that check nothing any more, or nothing yet.
const RETIRED: [&str; 2] = ["IMPORT_NO_WEAK", "PROTOVALIDATE"];

/// Lets only the rules named by `only` run, if it names any, and none of those named by `skip`. Fails where a name means
/// nothing.
pub fn choose(selection: &mut Selection, only: &[String], skip: &[String]) -> Result<(), String> {
    selection.choose(&RETIRED, only, skip)
}

/// Whether a rule has, or had, this id.
pub fn is_rule(id: &str) -> bool {
    RULES.iter().any(|rule| rule.meta.id == id) || RETIRED.contains(&id)
}
