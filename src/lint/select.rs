//! Which rules run, as told by ids and categories.

use super::{RULES, Selection};
use crate::rules;

/// Ids that buf still accepts and that check nothing any more.
const RETIRED: [&str; 1] = ["IMPORT_NO_WEAK"];

/// The rules named by `only`, or those that are on by themselves where it is empty, without those named by `skip`.
/// Fails where a name means nothing.
pub fn select(only: &[String], skip: &[String]) -> Result<Selection, String> {
    rules::select(RULES, &RETIRED, only, skip)
}
