//! One side of a comparison: compiled files, module by module, and which modules of two sides belong together.

use rustc_hash::FxHashSet;

use super::Failure;
use super::parts::{Scope, parts};
use super::sources::Sources;
use crate::breaking::{Pair, Side};
use crate::compile::handles::File;
use crate::compile::{Compiled, FileId, Schema, Timings, compile};
use crate::config::{Breaking, Settings, join};
use crate::diag::{Diagnostic, Severity};

/// Compiled files.
pub struct Compared {
    /// All of them, and what they import.
    pub schema: Schema,
    /// Those that are meant, by module; modules without any are left out.
    pub modules: Vec<Module>,
    /// What does not compile.
    pub errors: Vec<Diagnostic>,
    /// What the user should know about the configuration.
    pub notices: Vec<Diagnostic>,
}

/// The files of a module.
#[derive(Clone)]
pub struct Module {
    /// Those that are its own.
    pub files: Vec<FileId>,
    /// The directories in which their names begin, as ignored paths have them.
    pub roots: Vec<String>,
    /// What it may not break.
    pub settings: Breaking,
}

impl Compared {
    /// Finds, reads and compiles what the user named.
    pub fn load(typed: &str, includes: &[String]) -> Result<Self, Failure> {
        Self::of(Sources::open(&[typed.to_owned()])?, typed, includes)
    }

    /// Reads and compiles what the user named and what was found under that name.
    pub fn of(sources: Sources, typed: &str, includes: &[String]) -> Result<Self, Failure> {
        let Some(part) = parts(sources, &Scope { includes, ..Scope::default() })?.pop() else {
            return Err(format!("{typed}: there is nothing to compare").into());
        };
        let Settings { modules: settings, notices, .. } = part.settings;
        let Compiled { schema, roots, diagnostics } = compile(part.loaded, &mut Timings::default());
        let mut modules = Vec::new();
        for (module, targets) in settings.into_iter().zip(part.modules) {
            let names: FxHashSet<&str> = targets.iter().map(|target| &*target.name).collect();
            let is_own = |id: &FileId| names.contains(&*schema.files[*id as usize].name);
            let files: Vec<FileId> = roots.iter().copied().filter(is_own).collect();
            if !files.is_empty() {
                modules.push(Module { files, roots: module.roots, settings: module.breaking });
            }
        }
        let is_error = |found: &Diagnostic| found.severity == Severity::Error;
        let errors = diagnostics.into_iter().filter(is_error).collect();
        Ok(Self { schema, modules, errors, notices })
    }

    /// Leaves out files whose names no file of the other side has.
    pub fn keep_files_of(&mut self, other: &Self) {
        let names: FxHashSet<&str> = other.modules.iter().flat_map(|module| other.names(module)).collect();
        for module in &mut self.modules {
            module.files.retain(|&id| names.contains(&*self.schema.files[id as usize].name));
        }
        self.modules.retain(|module| !module.files.is_empty());
    }

    /// The files of a module, and all they import.
    pub fn side(&self, module: &Module) -> Side<'_> {
        Side::of(&self.schema, &module.files)
    }

    /// A file.
    pub fn file(&self, id: FileId) -> File<'_> {
        File::new(&self.schema, id)
    }

    fn names<'a>(&'a self, module: &'a Module) -> impl Iterator<Item = &'a str> {
        module.files.iter().map(|&id| &*self.schema.files[id as usize].name)
    }
}

impl Module {
    /// Whether what a rule finds in a file of this name does not count.
    pub fn ignores(&self, rule: &str, name: &str) -> bool {
        let ignores = &self.settings.ignores;
        let mut paths = self.roots.iter().map(|root| join(root, name));
        ignores.covers(rule, name) && self.roots.is_empty() || paths.any(|path| ignores.covers(rule, &path))
    }

    /// Whether two modules may break the same.
    fn is_like(&self, other: &Self) -> bool {
        let ids = |module: &Self| -> Vec<_> {
            module.settings.selection.running().map(|rule| rule.rule.meta.id).collect()
        };
        let [own, others] = [self, other].map(|module| module.settings.ignore_unstable_packages);
        own == others && ids(self) == ids(other)
    }

    /// The files of several modules as those of one.
    fn merged(modules: Vec<Self>) -> Option<Self> {
        let mut modules = modules.into_iter();
        let mut all = modules.next()?;
        for module in modules {
            all.files.extend(module.files);
            all.roots.extend(module.roots);
            all.settings.ignores.paths.extend(module.settings.ignores.paths);
            for (rule, paths) in module.settings.ignores.by_rule {
                all.settings.ignores.by_rule.entry(rule).or_default().extend(paths);
            }
        }
        Some(all)
    }
}

/// The modules of two sides that are compared. As with buf, they go by their order; where there are new ones, all must
/// be held to the same rules, and those without a file that was there are left out.
pub fn pairs(new: &Compared, old: &Compared) -> Result<Vec<Pair<Module>>, String> {
    let (count, old_count) = (new.modules.len(), old.modules.len());
    let mut modules = new.modules.clone();
    if count > old_count {
        if let Some(first) = modules.first()
            && let Some(other) = modules.iter().find(|module| !module.is_like(first))
        {
            return Err(format!(
                "there are new modules, and {} is held to other rules than {}: compare them one by one",
                other.roots.join(", "),
                first.roots.join(", ")
            ));
        }
        let names: FxHashSet<&str> = old.modules.iter().flat_map(|module| old.names(module)).collect();
        modules.retain(|module| new.names(module).any(|name| names.contains(name)));
        // A descriptor set is one module whatever it was made of.
        if old_count == 1 && modules.len() > 1 {
            modules = Module::merged(modules).into_iter().collect();
        }
    }
    if modules.len() != old_count {
        return Err(format!(
            "there are {count} modules, and there were {old_count}: compare them one by one"
        ));
    }
    Ok(modules.into_iter().zip(&old.modules).map(|(new, old)| Pair { old: old.clone(), new }).collect())
}
