//! The settings of a run, independent of the kind of configuration file.

use std::collections::BTreeMap;
use std::path::PathBuf;

use super::dependencies::Dependencies;
use super::globs::Globs;
use super::overrides::{self, Group, Override, groups};
use super::paths::is_in;
use crate::breaking;
use crate::compile::DirectoryFilter;
use crate::diag::Diagnostic;
use crate::files::{PathSet, join};
use crate::format::Style;
use crate::lint::{self, Check, Comments, RULES, Selection};

/// The version to compare with.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Against {
    /// The input, as for `--against`.
    pub input: String,
    /// Whether it is from a file. Unlike the command line, a file is not trusted.
    pub is_from_file: bool,
}

/// A resolved configuration. Its paths are relative to its directory, with `/`, without `.` and `..`; the directory
/// itself is empty.
#[derive(Clone, Debug)]
pub struct Settings {
    /// The modules, sorted by path; at least one.
    pub modules: Vec<Module>,
    /// The settings for a descriptor set; `None` to use those of the first module.
    pub descriptor_set: Option<Module>,
    /// Import roots besides those of the modules; `PREFIX=DIR` if import names have a prefix.
    pub includes: Vec<String>,
    /// The dependencies of the schema.
    pub dependencies: Option<Dependencies>,
    /// The version to compare with.
    pub against: Option<Against>,
    /// The directory of the configuration, as the user would write it.
    pub home: Option<PathBuf>,
    /// The path of the baseline file, as the user would write it.
    pub baseline: Option<PathBuf>,
    /// How files are formatted.
    pub style: Style,
    /// The files that are not formatted.
    pub unformatted: Globs,
    /// Whether warnings of the compiler are reported.
    pub compiler_warnings: bool,
    /// Whether to accept what buf accepts and protoc does not.
    pub accepts_as_buf: bool,
    /// Notices about the configuration, which are not findings.
    pub notices: Vec<Diagnostic>,
}

/// Files that are checked together, and their settings.
#[derive(Clone, Debug, Default)]
pub struct Module {
    /// Its import roots; if empty, they are inferred from the files.
    pub roots: Vec<String>,
    /// The directories that contain its files; all if empty.
    pub includes: PathSet,
    /// The directories that do not contain its files.
    pub excludes: PathSet,
    /// Which of the files there belong to it.
    pub files: Files,
    /// Its lint settings.
    pub lint: Lint,
    /// The rules about breaking changes.
    pub breaking: Breaking,
}

/// The lint settings of a module.
#[derive(Clone, Debug)]
pub struct Lint {
    /// The rules.
    pub selection: Selection,
    /// Overrides for some files.
    pub overrides: Vec<Override>,
    /// Which comments suppress findings.
    pub comments: Comments,
    /// Paths in which findings are ignored.
    pub ignores: Ignores,
    /// Whether `PROTOVALIDATE`, which is not supported yet, is selected by its category.
    pub protovalidate: bool,
    /// Errors in the rule selection, which fail a run that lints the module.
    pub faults: Vec<Diagnostic>,
}

impl Default for Lint {
    /// The settings without a configuration.
    fn default() -> Self {
        let selection = Selection::of_defaults(RULES);
        let (comments, ignores) = (Comments::default(), Ignores::default());
        Self { selection, overrides: Vec::new(), comments, ignores, protovalidate: false, faults: Vec::new() }
    }
}

impl Module {
    /// Applies [`Lint::choose`] and [`Breaking::choose`]; each name goes to the kind of rules that knows it.
    pub fn choose(&mut self, only: &[String], skip: &[String]) -> Result<(), String> {
        let is_change = |name: &&String| self.breaking.selection.knows(name);
        let is_lint = |name: &&String| self.lint.selection.knows(name) || !is_change(name);
        let [only_changes, skip_changes] =
            [only, skip].map(|names| names.iter().filter(is_change).cloned().collect::<Vec<_>>());
        let [only_lint, skip_lint] =
            [only, skip].map(|names| names.iter().filter(is_lint).cloned().collect::<Vec<_>>());
        self.lint.choose(&only_lint, &skip_lint)?;
        self.breaking.choose(&only_changes, &skip_changes)?;
        if !only.is_empty() && only_lint.is_empty() {
            self.lint.clear();
        }
        if !only.is_empty() && only_changes.is_empty() {
            self.breaking.clear();
        }
        Ok(())
    }
}

impl Lint {
    /// Limits the rules to those in `only`, unless it is empty, without those in `skip`. Fails on unknown names.
    pub fn choose(&mut self, only: &[String], skip: &[String]) -> Result<(), String> {
        overrides::choose(&mut self.selection, &mut self.overrides, |rules| lint::choose(rules, only, skip))
    }

    fn clear(&mut self) {
        self.selection.clear();
        self.overrides.clear();
    }

    /// The ids of the rules that run in at least some files.
    pub fn running(&self) -> impl Iterator<Item = &'static str> {
        overrides::running(&self.selection, &self.overrides)
    }

    /// Groups the files at `paths` by the rules that apply to them.
    pub fn groups(&self, paths: &[&str]) -> Vec<Group<'_, Check>> {
        groups(&self.selection, &self.overrides, paths)
    }
}

/// The settings of a module for breaking changes.
#[derive(Clone, Debug)]
pub struct Breaking {
    /// The rules.
    pub selection: breaking::Selection,
    /// Overrides for some files.
    pub overrides: Vec<Override>,
    /// Paths in which findings are ignored.
    pub ignores: Ignores,
    /// Whether to allow breaking changes in unstable packages, such as `v1beta1`.
    pub ignore_unstable_packages: bool,
    /// Whether each rule reports a renumbered field, as in buf, instead of one for all.
    pub repeats_renumbered: bool,
    /// Errors in the rule selection, which fail a run that compares the module.
    pub faults: Vec<Diagnostic>,
}

impl Default for Breaking {
    /// The settings without a configuration.
    fn default() -> Self {
        let selection = breaking::Selection::of_defaults(breaking::RULES);
        Self {
            selection,
            overrides: Vec::new(),
            ignores: Ignores::default(),
            ignore_unstable_packages: false,
            repeats_renumbered: false,
            faults: Vec::new(),
        }
    }
}

impl Breaking {
    /// The same as [`Lint::choose`].
    pub fn choose(&mut self, only: &[String], skip: &[String]) -> Result<(), String> {
        overrides::choose(&mut self.selection, &mut self.overrides, |rules| {
            breaking::choose(rules, only, skip)
        })
    }

    fn clear(&mut self) {
        self.selection.clear();
        self.overrides.clear();
    }

    /// The ids of the rules that run in at least some files.
    pub fn running(&self) -> impl Iterator<Item = &'static str> {
        overrides::running(&self.selection, &self.overrides)
    }

    /// Groups the files at `paths` by the rules that apply to them.
    pub fn groups(&self, paths: &[&str]) -> Vec<Group<'_, breaking::Check>> {
        groups(&self.selection, &self.overrides, paths)
    }
}

/// Files selected by patterns.
#[derive(Clone, Debug, Default)]
pub struct Files {
    /// Files that match; all if empty.
    pub only: Globs,
    /// Files that match are excluded.
    pub except: Globs,
}

impl Files {
    /// Whether the file at `path` is one of them.
    pub fn have(&self, path: &str) -> bool {
        (self.only.is_empty() || self.only.matches(path)) && !self.except.matches(path)
    }

    /// Whether they are all files.
    pub fn are_all(&self) -> bool {
        self.only.is_empty() && self.except.is_empty()
    }
}

/// Paths in which findings are ignored.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Ignores {
    /// Files and directories in which all rules are ignored.
    pub paths: PathSet,
    /// Files and directories in which a rule is ignored, by its id.
    pub by_rule: BTreeMap<&'static str, PathSet>,
}

impl Ignores {
    /// Whether findings of `rule` in the file at `path` are ignored.
    pub fn covers(&self, rule: &str, path: &str) -> bool {
        self.paths.cover(path) || self.by_rule.get(rule).is_some_and(|paths| paths.cover(path))
    }
}

impl Default for Settings {
    /// The settings without a configuration: one module with all files.
    fn default() -> Self {
        let modules = vec![Module::default()];
        Self {
            modules,
            descriptor_set: None,
            includes: Vec::new(),
            dependencies: None,
            against: None,
            home: None,
            baseline: None,
            style: Style::default(),
            unformatted: Globs::default(),
            compiler_warnings: true,
            accepts_as_buf: false,
            notices: Vec::new(),
        }
    }
}

impl Module {
    /// The module with paths relative to the parent of `directory`.
    #[must_use]
    pub fn below(mut self, directory: &str) -> Self {
        let Self { roots, includes, excludes, lint, breaking, .. } = &mut self;
        for path in roots {
            *path = join(directory, path);
        }
        let ignores = [&mut lint.ignores, &mut breaking.ignores].into_iter();
        let of_rules = ignores.flat_map(|ignores| ignores.by_rule.values_mut().chain([&mut ignores.paths]));
        for paths in of_rules.chain([includes, excludes]) {
            *paths = paths.iter().map(|path| join(directory, path)).collect();
        }
        self
    }

    /// The files that can be imported from one of its roots.
    pub fn members(&self, root: &str) -> DirectoryFilter {
        let below = |paths: &PathSet| -> PathSet {
            let inside = paths.iter().filter(|path| is_in(path, root) && *path != root);
            inside.map(|path| path[root.len()..].trim_start_matches('/').to_owned()).collect()
        };
        DirectoryFilter { includes: below(&self.includes), excludes: below(&self.excludes) }
    }

    /// Whether the file at `path` belongs to it.
    pub fn has(&self, path: &str) -> bool {
        self.roots.iter().any(|root| is_in(path, root))
            && (self.includes.is_empty() || self.includes.cover(path))
            && !self.excludes.cover(path)
            && self.files.have(path)
    }
}
