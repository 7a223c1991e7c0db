//! What a run is to do, whatever file said so.

use std::collections::BTreeMap;
use std::path::PathBuf;

use super::dependencies::Dependencies;
use super::globs::Globs;
use super::overrides::{self, Group, Override, groups};
use super::paths::{is_in, join};
use crate::breaking;
use crate::compile::DirectoryFilter;
use crate::diag::Diagnostic;
use crate::files::PathSet;
use crate::lint::{self, Check, Comments, RULES, Selection};

/// What a schema is compared with.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Against {
    /// The input, as `--against` takes it.
    pub input: String,
    /// Whether a file names it. What is on the command line is the user's own word.
    pub is_from_file: bool,
}

/// A configuration, resolved. Its paths are relative to the directory it is for, written with `/`, without `.` and
/// `..` parts; the directory itself is empty.
#[derive(Clone, Debug)]
pub struct Settings {
    /// The modules, sorted by path; there is at least one.
    pub modules: Vec<Module>,
    /// What holds for a descriptor set, which is none of the modules; `None` where that is what holds for the first one.
    pub descriptor_set: Option<Module>,
    /// Directories in which imports are found, besides the roots of the modules; `PREFIX=DIR` where imports begin with
    /// a prefix.
    pub includes: Vec<String>,
    /// What the schema needs from elsewhere.
    pub dependencies: Option<Dependencies>,
    /// What the schema is compared with, as `--against` takes it.
    pub against: Option<Against>,
    /// The directory of the configuration, as the user would write it; `None` where there is none.
    pub home: Option<PathBuf>,
    /// The file of known findings, as the user would write its path.
    pub baseline: Option<PathBuf>,
    /// Whether what the compiler only warns of is told.
    pub compiler_warnings: bool,
    /// Whether what protoc refuses and buf accepts is no error.
    pub accepts_as_buf: bool,
    /// What the user should know about the configuration, which is none of the findings.
    pub notices: Vec<Diagnostic>,
}

/// Files that are checked together, and how.
#[derive(Clone, Debug, Default)]
pub struct Module {
    /// The directories in which the names of its files begin; none where they are to be found out from the files.
    pub roots: Vec<String>,
    /// The directories its files are in; all where there are none.
    pub includes: PathSet,
    /// The directories its files are not in.
    pub excludes: PathSet,
    /// Which of the files there are its own.
    pub files: Files,
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
    /// What is different about them for some files.
    pub overrides: Vec<Override>,
    /// Which comments say where they do not count.
    pub comments: Comments,
    /// Where they do not count.
    pub ignores: Ignores,
    /// Whether `PROTOVALIDATE`, which is not there yet, is asked for by its category.
    pub protovalidate: bool,
    /// Errors in the choice of rules, which end a run that lints the module.
    pub faults: Vec<Diagnostic>,
}

impl Default for Lint {
    /// What holds where there is no configuration.
    fn default() -> Self {
        let selection = Selection::of_defaults(RULES);
        let (comments, ignores) = (Comments::default(), Ignores::default());
        Self { selection, overrides: Vec::new(), comments, ignores, protovalidate: false, faults: Vec::new() }
    }
}

impl Module {
    /// What [`Lint::choose`] does, for the rules about changes too: a name is for whichever rules it is known among.
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
    /// Lets only the rules named by `only` run, if it names any, and none of those named by `skip`, in all files; how
    /// they are configured stays. Fails where a name means nothing.
    pub fn choose(&mut self, only: &[String], skip: &[String]) -> Result<(), String> {
        overrides::choose(&mut self.selection, &mut self.overrides, |rules| lint::choose(rules, only, skip))
    }

    fn clear(&mut self) {
        self.selection.clear();
        self.overrides.clear();
    }

    /// The ids of the rules that run, be it in some files.
    pub fn running(&self) -> impl Iterator<Item = &'static str> {
        overrides::running(&self.selection, &self.overrides)
    }

    /// Which rules hold for which of the files at `paths`.
    pub fn groups(&self, paths: &[&str]) -> Vec<Group<'_, Check>> {
        groups(&self.selection, &self.overrides, paths)
    }
}

/// What a module may not break.
#[derive(Clone, Debug)]
pub struct Breaking {
    /// The rules.
    pub selection: breaking::Selection,
    /// What is different about them for some files.
    pub overrides: Vec<Override>,
    /// Where they do not count.
    pub ignores: Ignores,
    /// Whether files of packages that promise nothing, such as `v1beta1`, may break.
    pub ignore_unstable_packages: bool,
    /// Whether each rule reports a field that got another number, as in buf, and not one for all.
    pub repeats_renumbered: bool,
    /// Errors in the choice of rules, which end a run that compares the module.
    pub faults: Vec<Diagnostic>,
}

impl Default for Breaking {
    /// What holds where there is no configuration.
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
    /// What [`Lint::choose`] does.
    pub fn choose(&mut self, only: &[String], skip: &[String]) -> Result<(), String> {
        overrides::choose(&mut self.selection, &mut self.overrides, |rules| {
            breaking::choose(rules, only, skip)
        })
    }

    fn clear(&mut self) {
        self.selection.clear();
        self.overrides.clear();
    }

    /// The ids of the rules that run, be it in some files.
    pub fn running(&self) -> impl Iterator<Item = &'static str> {
        overrides::running(&self.selection, &self.overrides)
    }

    /// Which rules hold for which of the files at `paths`.
    pub fn groups(&self, paths: &[&str]) -> Vec<Group<'_, breaking::Check>> {
        groups(&self.selection, &self.overrides, paths)
    }
}

/// Which files are meant, by patterns.
#[derive(Clone, Debug, Default)]
pub struct Files {
    /// Those that match; all where there are no patterns.
    pub only: Globs,
    /// And do not match these.
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

/// Paths in which findings do not count.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Ignores {
    /// Files and directories in which no rule counts.
    pub paths: PathSet,
    /// Files and directories in which one rule does not count, by its id.
    pub by_rule: BTreeMap<&'static str, PathSet>,
}

impl Ignores {
    /// Whether what `rule` finds in the file at `path` does not count.
    pub fn covers(&self, rule: &str, path: &str) -> bool {
        self.paths.cover(path) || self.by_rule.get(rule).is_some_and(|paths| paths.cover(path))
    }
}

impl Default for Settings {
    /// What holds where there is no configuration: one module of all files.
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
            compiler_warnings: true,
            accepts_as_buf: false,
            notices: Vec::new(),
        }
    }
}

impl Module {
    /// The module as seen from a directory that has its own in `directory`.
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

    /// Which files can be imported from one of its roots.
    pub fn members(&self, root: &str) -> DirectoryFilter {
        let below = |paths: &PathSet| -> PathSet {
            let inside = paths.iter().filter(|path| is_in(path, root) && *path != root);
            inside.map(|path| path[root.len()..].trim_start_matches('/').to_owned()).collect()
        };
        DirectoryFilter { includes: below(&self.includes), excludes: below(&self.excludes) }
    }

    /// Whether the file at `path` is one of its own.
    pub fn has(&self, path: &str) -> bool {
        self.roots.iter().any(|root| is_in(path, root))
            && (self.includes.is_empty() || self.includes.cover(path))
            && !self.excludes.cover(path)
            && self.files.have(path)
    }
}
