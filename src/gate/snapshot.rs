//! One compiled side of a comparison.

use std::path::PathBuf;

use rustc_hash::{FxHashMap, FxHashSet};

use super::compiled::CompiledWorkspace;
use crate::breaking::Side;
use crate::compile::Timings;
use crate::config::{Breaking, Settings};
use crate::diag::{Diagnostic, Severity};
use crate::files::join;
use crate::lint::Comments;
use crate::schema::handles::File;
use crate::schema::{FileId, Schema};
use crate::workspace::Workspace;

/// Compiled files.
pub struct Snapshot {
    /// All files, and their imports.
    pub schema: Schema,
    /// The selected files, by module.
    pub modules: Vec<Module>,
    /// The older versions that the user named.
    pub earlier: Vec<Self>,
    /// The compile errors.
    pub errors: Vec<Diagnostic>,
    /// Notices about the configuration.
    pub notices: Vec<Diagnostic>,
    /// The directory of the configuration.
    pub home: Option<PathBuf>,
    /// The baseline file that the configuration names.
    pub baseline: Option<PathBuf>,
}

/// The files of a module.
#[derive(Clone)]
pub struct Module {
    /// Its own files that may have changed.
    pub files: Vec<FileId>,
    /// The paths of all its own files, in the form of settings, by import name.
    pub paths: FxHashMap<String, String>,
    /// Their import roots, in the form of settings.
    pub roots: Vec<String>,
    /// Which comments suppress findings; buf has none for breaking changes.
    pub comments: Comments,
    /// The rules about breaking changes.
    pub settings: Breaking,
}

impl Snapshot {
    /// Compiles a workspace.
    pub fn of(workspace: Workspace) -> Self {
        Self::from(CompiledWorkspace::of(workspace, &mut Timings::default()))
    }

    /// Takes the compile errors of the old versions, marked as such.
    pub fn take_old_errors(&mut self) -> Vec<Diagnostic> {
        let mut errors = std::mem::take(&mut self.errors);
        errors.extend(self.earlier.iter_mut().flat_map(|earlier| std::mem::take(&mut earlier.errors)));
        for error in &mut errors {
            error.message = format!("in the old version: {}", error.message).into();
        }
        errors
    }

    /// The files of a module, and their imports.
    pub fn side(&self, module: &Module) -> Side<'_> {
        let earlier = self.earlier.iter().map(|earlier| Side::all(&earlier.schema)).collect();
        Side::of(&self.schema, &module.files).after(earlier)
    }

    /// The ids of the selected rules.
    pub fn rules(&self) -> FxHashSet<&'static str> {
        self.modules.iter().flat_map(|module| module.settings.running()).collect()
    }

    /// A file.
    pub fn file(&self, id: FileId) -> File<'_> {
        File::new(&self.schema, id)
    }
}

impl From<CompiledWorkspace> for Snapshot {
    fn from(built: CompiledWorkspace) -> Self {
        let CompiledWorkspace { mut settings, schema, roots, diagnostics, modules: targets } = built;
        let name = |id: FileId| &*schema.files[id as usize].name;
        let places: FxHashMap<&str, usize> =
            roots.iter().zip(0..).map(|(&id, place)| (name(id), place)).collect();
        let mut modules = Vec::new();
        for (module, targets) in std::mem::take(&mut settings.modules).into_iter().zip(targets) {
            let mut own: Vec<usize> =
                targets.iter().filter_map(|target| places.get(&*target.name).copied()).collect();
            own.sort_unstable();
            own.dedup();
            let files: Vec<FileId> = own.into_iter().map(|place| roots[place]).collect();
            let comments = Comments { buf: false, ..module.lint.comments };
            let paths = targets.into_iter().map(|target| (target.name, target.path)).collect();
            let (roots, settings) = (module.roots, module.breaking);
            modules.push(Module { files, paths, roots, comments, settings });
        }
        let is_error = |found: &Diagnostic| found.severity == Severity::Error;
        let errors = diagnostics.into_iter().filter(is_error).collect();
        let Settings { notices, home, baseline, .. } = settings;
        Self { schema, modules, earlier: Vec::new(), errors, notices, home, baseline }
    }
}

impl Module {
    /// Whether findings of a rule in the file of this name are ignored.
    pub fn ignores(&self, rule: &str, name: &str) -> bool {
        let ignores = &self.settings.ignores;
        let mut paths = self.roots.iter().map(|root| join(root, name));
        ignores.covers(rule, name) && self.roots.is_empty() || paths.any(|path| ignores.covers(rule, &path))
    }

    /// The names of its files.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        self.paths.keys().map(|name| &**name)
    }

    /// Whether two modules have the same breaking rules.
    pub fn has_same_rules(&self, other: &Self) -> bool {
        let ids = |module: &Self| -> Vec<_> {
            module.settings.selection.running().map(|rule| rule.rule.meta.id).collect()
        };
        let [own, others] = [self, other].map(|module| module.settings.ignore_unstable_packages);
        own == others && ids(self) == ids(other)
    }

    /// Merges several modules into one.
    pub fn merged(modules: Vec<Self>) -> Option<Self> {
        let mut modules = modules.into_iter();
        let mut all = modules.next()?;
        for module in modules {
            all.files.extend(module.files);
            all.paths.extend(module.paths);
            all.roots.extend(module.roots);
            all.settings.ignores.paths.extend(module.settings.ignores.paths);
            for (rule, paths) in module.settings.ignores.by_rule {
                all.settings.ignores.by_rule.entry(rule).or_default().extend(paths);
            }
        }
        Some(all)
    }
}
