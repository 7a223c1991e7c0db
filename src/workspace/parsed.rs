//! Modules with their settings and parsed files.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use rustc_hash::FxHashMap;

use super::failure::Failure;
use crate::compile::Loaded;
use crate::config::{Module, Settings};
use crate::diag::Diagnostic;
use crate::files::Tree;

/// Files that are compiled together.
pub struct Workspace {
    /// Their settings.
    pub settings: Settings,
    /// The import roots of the configuration, as for `-I`.
    pub includes: Vec<String>,
    /// The files, and their imports.
    pub loaded: Loaded,
    /// The requested files of each module.
    pub modules: Vec<Vec<Target>>,
}

impl Workspace {
    /// Fails if the configuration of a module with files is invalid (of any module, if none has files). `faults`
    /// returns the errors that matter for the run.
    pub fn check_configuration(&self, faults: impl Fn(&Module) -> Vec<Diagnostic>) -> Result<(), Failure> {
        let is_empty = self.is_empty();
        let modules = self.settings.modules.iter().zip(&self.modules);
        let used = modules.filter(|(_, targets)| is_empty || !targets.is_empty());
        let mut found: Vec<Diagnostic> = used.flat_map(|(module, _)| faults(module)).collect();
        // Modules can share a block, and its errors.
        found.sort_by(Diagnostic::order);
        found.dedup_by(|a, b| a.order(b).is_eq());
        if found.is_empty() { Ok(()) } else { Err(found.into()) }
    }

    /// Keeps the matching targets.
    pub fn keep_targets(&mut self, is_selected: impl Fn(&Target) -> bool) {
        for module in &mut self.modules {
            module.retain(&is_selected);
        }
    }

    /// The import names of `paths`, which are files or directories.
    pub fn names_of(&self, tree: &Tree, paths: &[String]) -> Vec<String> {
        let home = self.settings.home.as_deref().unwrap_or(Path::new(""));
        let modules = self.settings.modules.iter().flat_map(|module| &module.roots);
        let mut roots: BTreeSet<PathBuf> = modules.map(|root| tree.absolute(&home.join(root))).collect();
        for &root in &self.loaded.roots {
            let file = &self.loaded.files[root as usize];
            let directory = file.path.strip_suffix(&*file.name);
            roots.extend(directory.map(|directory| tree.absolute(Path::new(directory))));
        }
        let names = |path: &String| {
            let path = tree.absolute(Path::new(path));
            let below = |root: &PathBuf| {
                if root.starts_with(&path) {
                    Some(String::new())
                } else {
                    Some(path.strip_prefix(root).ok()?.to_string_lossy().into_owned())
                }
            };
            roots.iter().filter_map(below).collect::<Vec<_>>()
        };
        paths.iter().flat_map(names).collect()
    }

    /// The import names of the requested files, by path, if they were inferred.
    pub fn inferred_names(&self) -> FxHashMap<String, String> {
        let is_inferred = self.settings.modules.iter().any(|module| module.roots.is_empty());
        let files =
            self.loaded.roots.iter().filter(|_| is_inferred).map(|&root| &self.loaded.files[root as usize]);
        files.map(|file| (file.path.to_string(), file.name.to_string())).collect()
    }

    /// Whether no file is requested.
    pub fn is_empty(&self) -> bool {
        self.modules.iter().all(Vec::is_empty)
    }

    /// The paths of the requested files, for display.
    pub fn paths(&self) -> impl Iterator<Item = &str> {
        self.loaded.roots.iter().map(|&root| &*self.loaded.files[root as usize].path)
    }
}

/// A requested file.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub struct Target {
    /// Its name.
    pub name: String,
    /// Its path, in the form of settings.
    pub path: String,
}

impl Target {
    /// Its import root.
    pub fn root(&self) -> &str {
        self.path.strip_suffix(&*self.name).unwrap_or(&self.path).trim_end_matches('/')
    }
}
