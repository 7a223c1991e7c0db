//! Which rules run, and their severity: by id, category or configuration.

use super::meta::{Category, Meta, Setting, SettingValue};
use super::similar;
use crate::diag::Severity;

/// A rule: its metadata, and a check whose type the stage that runs it defines.
#[derive(Clone, Debug)]
pub struct Rule<C> {
    /// The metadata.
    pub meta: &'static Meta,
    /// The check.
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
    /// Whether the user or a configuration selected it. A rule that runs only by default may be lenient about what
    /// existing schemas cannot change.
    pub explicit: bool,
    /// The severity of its findings.
    pub severity: Severity,
    /// The settings that differ from their defaults, by name.
    pub values: Vec<(&'static str, SettingValue)>,
}

impl<C> Selected<C> {
    /// An explicitly selected rule with its default severity and settings.
    pub fn new(rule: &'static Rule<C>) -> Self {
        Self { rule, on: true, explicit: true, severity: rule.meta.severity, values: Vec::new() }
    }

    /// The value of a setting.
    pub fn value<'a>(&'a self, setting: &'a Setting) -> &'a SettingValue {
        let configured = self.values.iter().find(|(name, _)| *name == setting.name);
        configured.map_or(&setting.default, |(_, value)| value)
    }
}

impl<C> Selection<C> {
    /// The default selection of `rules`.
    pub fn of_defaults(rules: &'static [Rule<C>]) -> Self {
        let default =
            |rule: &'static Rule<C>| Selected { on: rule.meta.on, explicit: false, ..Selected::new(rule) };
        Self { rules: rules.iter().map(default).collect() }
    }

    /// Keeps only explicitly selected rules.
    #[must_use]
    pub fn only_explicit(mut self) -> Self {
        self.rules.iter_mut().for_each(|rule| rule.on &= rule.explicit);
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

    /// Limits the selection to the rules in `only`, unless it is empty, without those in `skip`. Names of `retired`
    /// rules are accepted. Fails on unknown names.
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
        for Selected { rule, on, explicit, .. } in &mut self.rules {
            *explicit |= is_in(rule, only);
            *on = (if only.is_empty() { *on } else { is_in(rule, only) }) && !is_in(rule, skip);
        }
        Ok(())
    }

    /// Disables all rules.
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
            Some(known) => format!("unknown rule or category `{name}`: did you mean `{known}`?"),
            None => format!("unknown rule or category `{name}`"),
        })
    }
}

fn matches(meta: &Meta, name: &str) -> bool {
    meta.id == name || meta.categories.iter().any(|category| category.name() == name)
}
