//! Which rules run, and as what: told by ids and categories, or by a configuration.

use super::meta::{Category, Meta, Setting, Value};
use super::similar;
use crate::diag::Severity;

/// A rule: what it says about itself and what it does, which is for the stage to say that runs it.
#[derive(Clone, Debug)]
pub struct Rule<C> {
    /// What it says about itself.
    pub meta: &'static Meta,
    /// What it does.
    pub check: C,
}

/// The rules of a run.
#[derive(Clone, Debug)]
pub struct Selection<C: 'static> {
    /// The rules, each at most once.
    pub rules: Vec<Selected<C>>,
}

/// A rule as configured.
#[derive(Clone, Debug)]
pub struct Selected<C: 'static> {
    /// The rule.
    pub rule: &'static Rule<C>,
    /// How much its findings weigh.
    pub severity: Severity,
    /// The settings that differ from their defaults, by name.
    pub values: Vec<(&'static str, Value)>,
}

impl<C> Selected<C> {
    /// A rule with its own severity and all settings at their defaults.
    pub fn new(rule: &'static Rule<C>) -> Self {
        Self { rule, severity: rule.meta.severity, values: Vec::new() }
    }

    /// What a setting is set to.
    pub fn value<'a>(&'a self, setting: &'a Setting) -> &'a Value {
        let configured = self.values.iter().find(|(name, _)| *name == setting.name);
        configured.map_or(&setting.default, |(_, value)| value)
    }
}

impl<C> Selection<C> {
    /// The rules that run where no configuration says otherwise.
    pub fn of_defaults(rules: &'static [Rule<C>]) -> Self {
        Self { rules: rules.iter().filter(|rule| rule.meta.on).map(Selected::new).collect() }
    }
}

/// Those of `rules` that are named by `only`, or those that are on by themselves where it is empty, without those named
/// by `skip`. Names of `retired` rules are accepted. Fails where a name means nothing.
pub fn select<C>(
    rules: &'static [Rule<C>],
    retired: &'static [&'static str],
    only: &[String],
    skip: &[String],
) -> Result<Selection<C>, String> {
    for name in only.iter().chain(skip) {
        check_name(rules, retired, name)?;
    }
    let is_in = |rule: &Rule<C>, names: &[String]| names.iter().any(|name| matches(rule.meta, name));
    let chosen = rules.iter().filter(|rule| if only.is_empty() { rule.meta.on } else { is_in(rule, only) });
    Ok(Selection { rules: chosen.filter(|rule| !is_in(rule, skip)).map(Selected::new).collect() })
}

fn matches(meta: &Meta, name: &str) -> bool {
    meta.id == name || meta.categories.iter().any(|category| category.name() == name)
}

fn check_name<C>(
    rules: &'static [Rule<C>],
    retired: &'static [&'static str],
    name: &str,
) -> Result<(), String> {
    let ids = || rules.iter().map(|rule| rule.meta.id).chain(retired.iter().copied());
    let categories = || rules.iter().flat_map(|rule| rule.meta.categories).copied().map(Category::name);
    if ids().chain(categories()).any(|known| known == name) {
        return Ok(());
    }
    Err(match similar(name, categories().chain(ids())) {
        Some(known) => format!("`{name}` is no rule and no category: did you mean `{known}`?"),
        None => format!("`{name}` is no rule and no category"),
    })
}
