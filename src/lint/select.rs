//! Selects rules by id and category.

use super::{RULES, Selection};

/// Ids that buf accepts and that no longer check anything, or are not supported yet.
const RETIRED: [&str; 2] = ["IMPORT_NO_WEAK", "PROTOVALIDATE"];

/// Limits the rules to those in `only`, unless it is empty, without those in `skip`. Fails on unknown names.
pub fn choose(selection: &mut Selection, only: &[String], skip: &[String]) -> Result<(), String> {
    selection.choose(&RETIRED, only, skip)
}

/// Whether a current or former rule has this id.
pub fn is_rule(id: &str) -> bool {
    RULES.iter().any(|rule| rule.meta.id == id) || RETIRED.contains(&id)
}
