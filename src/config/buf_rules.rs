//! Resolves the rules and categories of a buf configuration.

use std::collections::{BTreeMap, BTreeSet};

use super::buf_tables::Row;
pub use super::buf_tables::{BREAKING, LINT, Table, Version};
use super::node::{Key, Reader, list};
use crate::diag::Severity;
use crate::rules::similar;

/// The rule selection of a configuration.
#[derive(Debug, Default)]
pub struct Choice {
    /// Rules and categories to run; if empty, the default ones.
    pub uses: Vec<Key>,
    /// Rules and categories not to run.
    pub except: Vec<Key>,
    /// Paths in which a rule or category is ignored.
    pub ignore_only: Vec<(Key, Vec<String>)>,
}

/// The category of default rules in the tables.
const DEFAULT: &str = "*";

/// Rules by id.
pub type RuleIds = BTreeSet<&'static str>;

impl Table {
    /// The rules that run. Reports unknown names, and an empty selection.
    pub fn chosen(&self, version: Version, choice: &Choice, reader: &mut Reader) -> RuleIds {
        let errors =
            |reader: &Reader| reader.found.iter().filter(|found| found.severity == Severity::Error).count();
        let before = errors(reader);
        let mut ids = if choice.uses.is_empty() {
            self.ids(version, DEFAULT)
        } else {
            choice.uses.iter().flat_map(|name| self.resolve(version, name, reader)).collect()
        };
        for name in &choice.except {
            for id in self.resolve(version, name, reader) {
                ids.remove(id);
            }
        }
        let understood = errors(reader) == before;
        let last = choice.except.last().or(choice.uses.last());
        if let Some(name) = last.filter(|_| ids.is_empty() && understood) {
            let message = "`use` and `except` select no rule";
            reader.error(name.span, message, "add a rule to `use`, or remove one from `except`");
        }
        ids
    }

    /// The paths of `ignore_only` for each rule.
    pub fn ignored(
        &self,
        version: Version,
        choice: &Choice,
        reader: &mut Reader,
    ) -> BTreeMap<&'static str, Vec<String>> {
        let mut ignored: BTreeMap<_, Vec<_>> = BTreeMap::new();
        for (name, paths) in &choice.ignore_only {
            for id in self.resolve(version, name, reader) {
                ignored.entry(id).or_default().extend(paths.iter().cloned());
            }
        }
        ignored
    }

    /// Resolves a name to rules. Reports unknown and deprecated names.
    fn resolve(&self, version: Version, name: &Key, reader: &mut Reader) -> RuleIds {
        let ids = if name.text == DEFAULT { RuleIds::new() } else { self.ids(version, &name.text) };
        if let Some((_, new)) = self.replaced.iter().find(|(old, _)| *old == name.text) {
            let new_ids: RuleIds = new.iter().flat_map(|new| self.ids(version, new)).collect();
            let is_rule = self.rows.iter().any(|row| row.id == name.text);
            let is_known = if is_rule { &ids } else { &new_ids };
            if !is_known.is_empty() {
                warn_deprecated(name, new, reader);
                return new_ids;
            }
        }
        if ids.is_empty() {
            let help = match similar(&name.text, self.names(version)) {
                Some(known) => format!("did you mean `{known}`?"),
                None => "`protolint rules` lists the rules".to_owned(),
            };
            reader.error(name.span, format!("unknown rule or category `{}`", name.text), help);
        }
        ids
    }

    /// The rule with this id, or the rules of this category.
    fn ids(&self, version: Version, name: &str) -> RuleIds {
        let is_selected = |row: &&Row| {
            row.categories(version)
                .is_some_and(|mut categories| row.id == name || categories.any(|c| c == name))
        };
        self.rows.iter().filter(is_selected).map(|row| row.id).collect()
    }

    /// The names of all rules and categories.
    fn names(&self, version: Version) -> impl Iterator<Item = &'static str> {
        let known = self.rows.iter().filter_map(move |row| Some((row.id, row.categories(version)?)));
        known.flat_map(|(id, categories)| categories.chain([id])).filter(|name| *name != DEFAULT)
    }
}

fn warn_deprecated(name: &Key, new: &[&str], reader: &mut Reader) {
    if new.is_empty() {
        let message = format!("`{}` is deprecated and no longer checks anything", name.text);
        return reader.warn(name.span, message, "remove it");
    }
    let message = format!("`{}` is deprecated, and now stands for {}", name.text, list(new));
    reader.warn(name.span, message, "use the new name; the rules are the same");
}
