//! The files a user names, and where their imports start.
//!
//! A directory that is named is an import root; of files, the directory they have in common. Where an import is not
//! found from there, the directories around the importing file are tried, so that `protolint check .` works in a
//! repository that keeps its schema under `proto/`. A file is then called what its importers call it.

use std::path::Path;

use rustc_hash::FxHashSet;

use crate::compile::{ImportPaths, Loaded, clean_path, load, proto_files};
use crate::diag::Diagnostic;

/// Finds, reads and parses the files below `paths` and all they import. Fails where a path is not there, or where
/// nothing can be checked.
pub fn load_inputs(paths: &[String], includes: &[String]) -> Result<Loaded, String> {
    let (mut inputs, faults) = Inputs::new(paths, includes)?;
    let mut imported = FxHashSet::default();
    loop {
        let mut loaded = load(&inputs.import_paths(), &inputs.names(&imported)?, Vec::new());
        if inputs.find_roots(&loaded) {
            let names =
                loaded.files.iter().flat_map(|file| file.imports.iter().map(|import| file.str(import.path)));
            imported.extend(names.map(str::to_owned));
            continue;
        }
        loaded.diagnostics.extend(faults);
        return Ok(loaded);
    }
}

struct Inputs {
    /// Paths without `.` parts, sorted, each once.
    files: Vec<String>,
    /// Where imports are looked up, in order; empty for the current directory.
    roots: Vec<String>,
}

impl Inputs {
    fn new(paths: &[String], includes: &[String]) -> Result<(Self, Vec<Diagnostic>), String> {
        let mut inputs = Self { files: Vec::new(), roots: Vec::new() };
        let mut faults = Vec::new();
        for include in includes {
            if !Path::new(include).is_dir() {
                return Err(format!("-I {include}: there is no such directory"));
            }
            inputs.add_root(clean_path(include));
        }
        let mut singles: Vec<String> = Vec::new();
        for path in paths {
            let disk = Path::new(path);
            if disk.is_dir() {
                let (found, unreadable) = proto_files(disk);
                inputs.files.extend(found.iter().map(|file| clean_path(&file.to_string_lossy())));
                faults.extend(unreadable);
                inputs.add_root(clean_path(path));
            } else if disk.exists() {
                singles.push(clean_path(path));
            } else {
                return Err(format!("{path}: there is no such file or directory"));
            }
        }
        let (rooted, loose): (Vec<String>, Vec<String>) = singles
            .into_iter()
            .partition(|file| inputs.roots.iter().any(|root| name_below(file, root).is_some()));
        if let Some(common) = common_directory(&loose) {
            inputs.add_root(common);
        }
        inputs.files.extend(rooted);
        inputs.files.extend(loose);
        inputs.files.sort();
        inputs.files.dedup();
        if inputs.files.is_empty() && faults.is_empty() {
            return Err(format!("{}: there are no .proto files to check", paths.join(", ")));
        }
        Ok((inputs, faults))
    }

    fn add_root(&mut self, root: String) -> bool {
        let new = !self.roots.contains(&root);
        if new {
            self.roots.push(root);
        }
        new
    }

    fn import_paths(&self) -> ImportPaths {
        let mut paths = ImportPaths::new();
        for root in &self.roots {
            paths.add("", if root.is_empty() { "." } else { root });
        }
        paths
    }

    /// What the files are called: the name somebody imports them by, or else the path below the first root.
    fn names(&self, imported: &FxHashSet<String>) -> Result<Vec<String>, String> {
        let name_of = |file: &String| {
            let names = || {
                self.roots
                    .iter()
                    .filter_map(|root| name_below(file, root))
                    .filter(|name| self.finds(name) == *file)
            };
            let name = names().find(|name| imported.contains(*name)).or_else(|| names().next());
            name.map(str::to_owned).ok_or_else(|| self.shadowed(file))
        };
        self.files.iter().map(name_of).collect()
    }

    /// The path at which an import of this name is found.
    fn finds(&self, name: &str) -> String {
        let mut paths = self.roots.iter().map(|root| join(root, name));
        paths.find(|path| self.roots.len() == 1 || Path::new(path).exists()).unwrap_or_default()
    }

    fn shadowed(&self, file: &str) -> String {
        let other =
            self.roots.iter().filter_map(|root| name_below(file, root)).map(|name| self.finds(name)).next();
        let other = other.unwrap_or_default();
        format!("{file}: importers would find {other} under the same name; check the two in separate runs")
    }

    /// Takes up the directories around files from which imports are found that are not found otherwise; whether there
    /// are any.
    fn find_roots(&mut self, loaded: &Loaded) -> bool {
        let known: FxHashSet<&str> = loaded.files.iter().map(|file| &*file.name).collect();
        let mut new = false;
        for file in &loaded.files {
            for import in &file.imports {
                let name = file.str(import.path);
                if known.contains(name) {
                    continue;
                }
                let root = directories_around(&file.path).find(|root| Path::new(&join(root, name)).is_file());
                new |= root.is_some_and(|root| self.add_root(root.to_owned()));
            }
        }
        new
    }
}

/// The directories around a file, innermost first, as far as its path names them.
fn directories_around(path: &str) -> impl Iterator<Item = &str> {
    let parents = Path::new(path).ancestors().skip(1).filter_map(Path::to_str);
    parents.take_while(|directory| !directory.ends_with(".."))
}

fn join(directory: &str, name: &str) -> String {
    if directory.is_empty() { name.to_owned() } else { format!("{}/{name}", directory.trim_end_matches('/')) }
}

/// The path of `file` below `directory`.
fn name_below<'f>(file: &'f str, directory: &str) -> Option<&'f str> {
    match directory.trim_end_matches('/') {
        "" if file.starts_with('/') == directory.starts_with('/') => Some(file.trim_start_matches('/')),
        directory => file.strip_prefix(directory)?.strip_prefix('/'),
    }
}

/// The innermost directory that holds all files; `None` where there are no files.
fn common_directory(files: &[String]) -> Option<String> {
    let mut common = Path::new(files.first()?).parent()?;
    for file in files {
        while !Path::new(file).starts_with(common) {
            common = common.parent()?;
        }
    }
    Some(common.to_string_lossy().into_owned())
}
