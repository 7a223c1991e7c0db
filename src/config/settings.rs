//! What a run is to do, whatever file said so.

use std::collections::BTreeMap;

use super::dependencies::Dependencies;
use super::paths::{is_in, join};
use crate::breaking;
use crate::diag::Diagnostic;
use crate::lint::{Comments, RULES, Selection};

/// A configuration, resolved. Its paths are relative to the directory it is for, written with `/`, without `.` and
/// `..` parts; the directory itself is empty.
#[derive(Debug)]
pub struct Settings {
    /// The modules, sorted by path; there is at least one.
    pub modules: Vec<Module>,
    /// What the schema needs from elsewhere.
    pub dependencies: Option<Dependencies>,
    /// Whether what the compiler only warns of is told.
    pub compiler_warnings: bool,
    /// What the user should know about the configuration, which is none of the findings.
    pub notices: Vec<Diagnostic>,
}

/// Files that are checked together, and how.
#[derive(Clone, Debug, Default)]
pub struct Module {
    /// The directories in which the names of its files begin; none where they are to be found out from the files.
    pub roots: Vec<String>,
    /// The directories its files are in; all where there are none.
    pub includes: Vec<String>,
    /// The directories its files are not in.
    pub excludes: Vec<String>,
    /// How it is linted.
    pub lint: Lint,
    /// What it may not break.
    pub breaking: Breaking,
}

/// How a module is linted.
#[derive(Clone, Debug)]
pub struct Lint {
    /// The rules.
    pub selection: Selection,
    /// Which comments say where they do not count.
    pub comments: Comments,
    /// Where they do not count.
    pub ignores: Ignores,
    /// Whether `PROTOVALIDATE`, which is not there yet, is asked for by its category.
    pub protovalidate: bool,
}

impl Default for Lint {
    /// What holds where there is no configuration.
    fn default() -> Self {
        let selection = Selection::of_defaults(RULES);
        let (comments, ignores) = (Comments::default(), Ignores::default());
        Self { selection, comments, ignores, protovalidate: false }
    }
}

/// What a module may not break.
#[derive(Clone, Debug)]
pub struct Breaking {
    /// The rules.
    pub selection: breaking::Selection,
    /// Where they do not count.
    pub ignores: Ignores,
    /// Whether files of packages that promise nothing, such as `v1beta1`, may break.
    pub ignore_unstable_packages: bool,
}

impl Default for Breaking {
    /// What holds where there is no configuration.
    fn default() -> Self {
        let selection = breaking::Selection::of_defaults(breaking::RULES);
        Self { selection, ignores: Ignores::default(), ignore_unstable_packages: false }
    }
}

/// Paths in which findings do not count.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Ignores {
    /// Files and directories in which no rule counts.
    pub paths: Vec<String>,
    /// Files and directories in which one rule does not count, by its id.
    pub by_rule: BTreeMap<&'static str, Vec<String>>,
}

impl Ignores {
    /// Whether what `rule` finds in the file at `path` does not count.
    pub fn covers(&self, rule: &str, path: &str) -> bool {
        let by_rule = self.by_rule.get(rule);
        self.paths.iter().chain(by_rule.into_iter().flatten()).any(|ignored| is_in(path, ignored))
    }
}

impl Default for Settings {
    /// What holds where there is no configuration: one module of all files.
    fn default() -> Self {
        let modules = vec![Module::default()];
        Self { modules, dependencies: None, compiler_warnings: true, notices: Vec::new() }
    }
}

impl Module {
    /// The module as seen from a directory that has its own in `directory`.
    #[must_use]
    pub fn below(mut self, directory: &str) -> Self {
        let Self { roots, includes, excludes, lint, breaking } = &mut self;
        for path in [roots, includes, excludes].into_iter().flatten() {
            *path = join(directory, path);
        }
        for ignores in [&mut lint.ignores, &mut breaking.ignores] {
            for path in ignores.paths.iter_mut().chain(ignores.by_rule.values_mut().flatten()) {
                *path = join(directory, path);
            }
        }
        self
    }

    /// Whether the file at `path` is one of its own.
    pub fn has(&self, path: &str) -> bool {
        let is_below = |directories: &[String]| directories.iter().any(|directory| is_in(path, directory));
        is_below(&self.roots)
            && (self.includes.is_empty() || is_below(&self.includes))
            && !is_below(&self.excludes)
    }
}
