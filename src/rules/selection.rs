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
    /// Whether it runs.
    pub on: bool,
    /// Whether the user or a configuration asked for it. A rule that runs by default only may hold back what schemas that
    /// stand can no longer change.
    pub asked_for: bool,
    /// How much its findings weigh.
    pub severity: Severity,
    /// The settings that differ from their defaults, by name.
    pub values: Vec<(&'static str, Value)>,
}

impl<C> Selected<C> {
    /// A rule that was asked for, with its own severity and all settings at their defaults.
    pub fn new(rule: &'static Rule<C>) -> Self {
        Self { rule, on: true, asked_for: true, severity: rule.meta.severity, values: Vec::new() }
    }

    /// What a setting is set to.
    pub fn value<'a>(&'a self, setting: &'a Setting) -> &'a Value {
        let configured = self.values.iter().find(|(name, _)| *name == setting.name);
        configured.map_or(&setting.default, |(_, value)| value)
    }
}

impl<C> Selection<C> {
    /// All of `rules`, as they are where no configuration says otherwise.
    pub fn of_defaults(rules: &'static [Rule<C>]) -> Self {
        let default =
            |rule: &'static Rule<C>| Selected { on: rule.meta.on, asked_for: false, ..Selected::new(rule) };
        Self { rules: rules.iter().map(default).collect() }
    }

    /// Lets only the rules run that were asked for.
    #[must_use]
    pub fn asked_for(mut self) -> Self {
        self.rules.iter_mut().for_each(|rule| rule.on &= rule.asked_for);
        self
    }

    /// The rules that run.
    pub fn running(&self) -> impl Iterator<Item = &Selected<C>> {
        self.rules.iter().filter(|rule| rule.on)
    }

    /// Whether the rule with this id runs.
    pub fn runs(&self, id: &str) -> bool {
        self.running().any(|rule| rule.rule.meta.id == id)
    }

    /// Lets only the rules named by `only` run, if it names any, and none of those named by `skip`; how they are
    /// configured stays. Names of `retired` rules are accepted. Fails where a name means nothing.
    pub fn choose(
        &mut self,
        retired: &[&'static str],
        only: &[String],
        skip: &[String],
    ) -> Result<(), String> {
        for name in only.iter().chain(skip) {
            self.check_name(retired, name)?;
        }
        let is_in = |rule: &Rule<C>, names: &[String]| names.iter().any(|name| matches(rule.meta, name));
        for Selected { rule, on, asked_for, .. } in &mut self.rules {
            *asked_for |= is_in(rule, only);
            *on = (if only.is_empty() { *on } else { is_in(rule, only) }) && !is_in(rule, skip);
        }
        Ok(())
    }

    /// Lets no rule run.
    pub fn clear(&mut self) {
        self.rules.iter_mut().for_each(|rule| rule.on = false);
    }

    /// Whether a rule or a category has this name.
    pub fn knows(&self, name: &str) -> bool {
        self.rules.iter().any(|rule| matches(rule.rule.meta, name))
    }

    fn check_name(&self, retired: &[&'static str], name: &str) -> Result<(), String> {
        let metas = || self.rules.iter().map(|rule| rule.rule.meta);
        let ids = || metas().map(|meta| meta.id).chain(retired.iter().copied());
        let categories = || metas().flat_map(|meta| meta.categories).copied().map(Category::name);
        if ids().chain(categories()).any(|known| known == name) {
            return Ok(());
        }
        Err(match similar(name, categories().chain(ids())) {
            Some(known) => format!("`{name}` is no rule and no category: did you mean `{known}`?"),
            None => format!("`{name}` is no rule and no category"),
        })
    }
}

fn matches(meta: &Meta, name: &str) -> bool {
    meta.id == name || meta.categories.iter().any(|category| category.name() == name)
}
