//! Which rules run, as told by ids and categories.

use super::{RULES, Selection};
use crate::rules;

/// Ids that buf still accepts and that check nothing any more, or nothing yet.
const RETIRED: [&str; 2] = ["IMPORT_NO_WEAK", "PROTOVALIDATE"];

/// The rules named by `only`, or those that are on by themselves where it is empty, without those named by `skip`.
/// Fails where a name means nothing.
pub fn select(only: &[String], skip: &[String]) -> Result<Selection, String> {
    rules::select(RULES, &RETIRED, only, skip)
}

/// Whether a rule has, or had, this id.
pub fn is_rule(id: &str) -> bool {
    RULES.iter().any(|rule| rule.meta.id == id) || RETIRED.contains(&id)
}
