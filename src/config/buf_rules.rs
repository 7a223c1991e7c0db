//! Rules and categories as buf's configuration names them, to rules.

use std::collections::{BTreeMap, BTreeSet};

use super::buf_tables::Row;
pub use super::buf_tables::{BREAKING, LINT, Table, Version};
use super::node::{Key, Reader, list};
use crate::diag::Severity;
use crate::rules::similar;

/// What a configuration says about the choice of rules.
#[derive(Debug, Default)]
pub struct Choice {
    /// Rules and categories that run; the default ones where there are none.
    pub uses: Vec<Key>,
    /// Rules and categories that do not.
    pub except: Vec<Key>,
    /// Paths in which a rule or the rules of a category do not run.
    pub ignore_only: Vec<(Key, Vec<String>)>,
}

/// The category, in the tables, of rules that run where none are chosen.
const DEFAULT: &str = "*";

/// Rules by id.
pub type Ids = BTreeSet<&'static str>;

impl Table {
    /// The rules that run. Reports names that mean nothing, and a choice of nothing.
    pub fn chosen(&self, version: Version, choice: &Choice, reader: &mut Reader) -> Ids {
        let errors =
            |reader: &Reader| reader.found.iter().filter(|found| found.severity == Severity::Error).count();
        let before = errors(reader);
        let mut ids = if choice.uses.is_empty() {
            self.ids(version, DEFAULT)
        } else {
            choice.uses.iter().flat_map(|name| self.meant(version, name, reader)).collect()
        };
        for name in &choice.except {
            for id in self.meant(version, name, reader) {
                ids.remove(id);
            }
        }
        let understood = errors(reader) == before;
        let last = choice.except.last().or(choice.uses.last());
        if let Some(name) = last.filter(|_| ids.is_empty() && understood) {
            let message = "no rule is left to run, after `use` and `except`";
            reader.error(name.span, message, "name a rule in `use`, or take one out of `except`");
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
            for id in self.meant(version, name, reader) {
                ignored.entry(id).or_default().extend(paths.iter().cloned());
            }
        }
        ignored
    }

    /// The rules a name means. Reports names that mean nothing, or not what they did.
    fn meant(&self, version: Version, name: &Key, reader: &mut Reader) -> Ids {
        let ids = if name.text == DEFAULT { Ids::new() } else { self.ids(version, &name.text) };
        if let Some((_, new)) = self.replaced.iter().find(|(old, _)| *old == name.text) {
            let new_ids: Ids = new.iter().flat_map(|new| self.ids(version, new)).collect();
            let is_rule = self.rows.iter().any(|row| row.id == name.text);
            let is_known = if is_rule { &ids } else { &new_ids };
            if !is_known.is_empty() {
                warn_of_old_name(name, new, reader);
                return new_ids;
            }
        }
        if ids.is_empty() {
            let help = match similar(&name.text, self.names(version)) {
                Some(known) => format!("did you mean `{known}`?"),
                None => "`protolint rules` lists the rules".to_owned(),
            };
            reader.error(name.span, format!("`{}` is no rule and no category here", name.text), help);
        }
        ids
    }

    /// The rule with this id, or the rules of a category.
    fn ids(&self, version: Version, name: &str) -> Ids {
        let is_meant = |row: &&Row| {
            row.categories(version)
                .is_some_and(|mut categories| row.id == name || categories.any(|c| c == name))
        };
        self.rows.iter().filter(is_meant).map(|row| row.id).collect()
    }

    /// The names of all rules and categories.
    fn names(&self, version: Version) -> impl Iterator<Item = &'static str> {
        let known = self.rows.iter().filter_map(move |row| Some((row.id, row.categories(version)?)));
        known.flat_map(|(id, categories)| categories.chain([id])).filter(|name| *name != DEFAULT)
    }
}

fn warn_of_old_name(name: &Key, new: &[&str], reader: &mut Reader) {
    if new.is_empty() {
        let message = format!("`{}` is deprecated and checks nothing any more", name.text);
        return reader.warn(name.span, message, "remove it");
    }
    let message = format!("`{}` is deprecated: it means {}", name.text, list(new));
    reader.warn(name.span, message, "write that instead; nothing else changes");
}
