//! Which rules run, as told by ids and categories.

use super::{RULES, Rule, Selected, Selection};
use crate::rules::{Category, similar};

/// Ids that buf still accepts and that check nothing any more, or nothing yet.
const RETIRED: [&str; 2] = ["IMPORT_NO_WEAK", "PROTOVALIDATE"];

impl Selection {
    /// Lets only the rules named by `only` run, if it names any, and none of those named by `skip`; how they are
    /// configured stays. Fails where a name means nothing.
    pub fn choose(&mut self, only: &[String], skip: &[String]) -> Result<(), String> {
        for name in only.iter().chain(skip) {
            check_name(name)?;
        }
        let is_in = |rule: &Rule, names: &[String]| names.iter().any(|name| matches(rule, name));
        for Selected { rule, on, .. } in &mut self.rules {
            *on = (if only.is_empty() { *on } else { is_in(rule, only) }) && !is_in(rule, skip);
        }
        Ok(())
    }
}

fn matches(rule: &Rule, name: &str) -> bool {
    rule.meta.id == name || rule.meta.categories.iter().any(|category| category.name() == name)
}

/// Whether a rule has, or had, this id.
pub fn is_rule(id: &str) -> bool {
    RULES.iter().any(|rule| rule.meta.id == id) || RETIRED.contains(&id)
}

fn check_name(name: &str) -> Result<(), String> {
    let known = || {
        let categories = Category::ALL.map(Category::name);
        RULES.iter().map(|rule| rule.meta.id).chain(categories).chain(RETIRED)
    };
    if known().any(|known| known == name) {
        return Ok(());
    }
    Err(match similar(name, known()) {
        Some(known) => format!("`{name}` is no rule and no category: did you mean `{known}`?"),
        None => format!("`{name}` is no rule and no category"),
    })
}
