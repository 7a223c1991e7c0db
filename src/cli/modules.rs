//! The files of modules: their directories are where imports start from.

use std::path::Path;

use super::Failure;
use super::parts::Target;
use crate::compile::{ImportPaths, Loaded, clean_path, load};
use crate::config::{Base, Module, Settings, is_in, join};
use crate::diag::Diagnostic;
use crate::files::Tree;

/// Finds, reads and parses the files of the modules that are in `paths`, or are those, and all they import. Also gives
/// the files of each module.
pub fn load_modules(
    tree: &Tree,
    base: &Base,
    settings: &Settings,
    paths: &[String],
    includes: &[String],
) -> Result<(Loaded, Vec<Vec<Target>>), Failure> {
    let targets: Vec<String> = paths.iter().filter_map(|path| base.inside(tree, path)).collect();
    let mut search = Search { tree, base, targets, faults: Vec::new() };
    let modules: Vec<Vec<Target>> = settings.modules.iter().map(|module| search.files(module)).collect();
    let names: Vec<String> = modules.iter().flatten().map(|target| target.name.clone()).collect();
    if names.is_empty() && search.faults.is_empty() {
        return Err(format!("{}: there are no .proto files to check", paths.join(", ")).into());
    }
    let mut loaded = load(&import_paths(tree, base, settings, includes)?, &names, Vec::new());
    loaded.diagnostics.extend(search.faults);
    Ok((loaded, modules))
}

fn import_paths(
    tree: &Tree,
    base: &Base,
    settings: &Settings,
    includes: &[String],
) -> Result<ImportPaths, Failure> {
    let mut paths = ImportPaths::within(tree.clone());
    for root in settings.modules.iter().flat_map(|module| &module.roots) {
        for (prefix, directory) in base.import_paths(root) {
            paths.add(&prefix, directory);
        }
    }
    for include in includes {
        if !tree.is_dir(Path::new(include)) {
            return Err(format!("-I {include}: there is no such directory").into());
        }
        paths.add("", clean_path(include));
    }
    Ok(paths)
}

struct Search<'t> {
    tree: &'t Tree,
    base: &'t Base,
    /// What the user named, as settings have paths.
    targets: Vec<String>,
    faults: Vec<Diagnostic>,
}

impl Search<'_> {
    /// The files of a module that are asked for, sorted.
    fn files(&mut self, module: &Module) -> Vec<Target> {
        let mut files = Vec::new();
        for root in &module.roots {
            for start in self.starts(root) {
                let paths = self.files_below(&start).into_iter().filter(|path| module.has(path));
                files.extend(paths.map(|path| Target {
                    name: path[root.len()..].trim_start_matches('/').to_owned(),
                    path,
                }));
            }
        }
        files.sort();
        files.dedup();
        files
    }

    /// The files and directories to look at in a root: itself, or what is asked for in it.
    fn starts(&self, root: &str) -> Vec<String> {
        if self.targets.iter().any(|target| is_in(root, target)) {
            return vec![root.to_owned()];
        }
        self.targets.iter().filter(|target| is_in(target, root)).cloned().collect()
    }

    fn files_below(&mut self, start: &str) -> Vec<String> {
        let path =
            Some(self.base.path(start)).filter(|path| !path.is_empty()).unwrap_or_else(|| ".".to_owned());
        if self.tree.is_file(Path::new(&path)) {
            return vec![start.to_owned()];
        }
        let (files, faults) = self.tree.proto_files(Path::new(&path));
        self.faults.extend(faults);
        let below =
            |file: &Path| file.strip_prefix(&path).ok().map(|file| join(start, &file.to_string_lossy()));
        files.iter().filter_map(|file| below(file)).collect()
    }
}
