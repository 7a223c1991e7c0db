//! The files a user names, and where their imports start.
//!
//! A directory that is named is an import root; of files, the directory they have in common. Where an import is not
//! found from there, the directories around the importing file are tried, innermost first, so that a check works from
//! anywhere in a repository without being told where its schema starts. A file is then called what its importers call
//! it.

use std::path::{Component, Path, PathBuf};

use rustc_hash::{FxHashMap, FxHashSet};

use super::filter::{Filter, MayBeEmpty};
use super::include::{Include, leave_out};
use super::parts::nothing_to_check;
use crate::compile::{ImportPaths, Known, Loaded, clean_path, load};
use crate::diag::Diagnostic;
use crate::files::{Bounds, Links, Tree};

/// How files are found by their names.
#[derive(Clone, Default)]
pub struct Lookup<'a> {
    /// Where they are.
    pub tree: Tree,
    /// The directories in which imports are found, before those of the files themselves.
    pub includes: &'a [Include],
    /// Files that were parsed before.
    pub known: Known,
}

/// Finds, reads and parses the files below `paths` and all they import. Fails where a path is not there, where nothing
/// can be checked, and where one name means two files.
pub fn load_files(lookup: &Lookup<'_>, paths: &[String], filter: &Filter) -> Result<Loaded, String> {
    let (mut inputs, faults) = Inputs::new(lookup, paths, filter)?;
    let mut imported = FxHashSet::default();
    let mut names = inputs.names(&imported)?;
    loop {
        let mut loaded = load(&inputs.import_paths(), &names, Vec::new());
        let found = inputs.find_roots(&loaded);
        if inputs.roots.len() > 1 {
            imported.extend(imports(&loaded).map(|(_, name)| name.to_owned()));
        }
        // What a file is called decides what its importers find, so that goes on until it changes nothing.
        let known = std::mem::replace(&mut names, inputs.names(&imported)?);
        if !found && names == known {
            inputs.refuse_namesakes(&loaded)?;
            loaded.diagnostics.extend(faults);
            return Ok(loaded);
        }
    }
}

struct Inputs {
    tree: Tree,
    known: Known,
    /// Paths without `.` parts, sorted, each once.
    files: Vec<String>,
    roots: Vec<Root>,
    /// The files that were named; `None` where all links are followed.
    named: Option<Vec<String>>,
}

/// A directory in which imports are looked up.
#[derive(Clone, PartialEq, Eq)]
struct Root {
    /// What the names of files in it begin with.
    prefix: String,
    /// Empty for the current directory.
    directory: String,
    /// Whether it is on the disk, though the files are not.
    from_disk: bool,
}

impl Root {
    fn new(directory: impl Into<String>) -> Self {
        Self { prefix: String::new(), directory: directory.into(), from_disk: false }
    }

    fn name_of(&self, file: &str) -> Option<String> {
        Some(join(&self.prefix, below(file, &self.directory)?))
    }

    fn path_of(&self, name: &str) -> Option<String> {
        Some(join(&self.directory, below(name, &self.prefix)?))
    }
}

impl Inputs {
    fn new(
        lookup: &Lookup<'_>,
        paths: &[String],
        filter: &Filter,
    ) -> Result<(Self, Vec<Diagnostic>), String> {
        let Lookup { tree, includes, known } = lookup.clone();
        let mut inputs = Self { tree, known, files: Vec::new(), roots: Vec::new(), named: None };
        let mut faults = Vec::new();
        for Include { prefix, directory, from_disk, .. } in includes.iter().cloned() {
            inputs.add_root(Root { prefix, directory, from_disk });
        }
        let mut singles = Vec::new();
        let mut included = Vec::new();
        for path in paths {
            let place = Path::new(path);
            if inputs.tree.is_dir(place) {
                let (found, unreadable) = inputs.tree.proto_files(place, filter.links());
                inputs.files.extend(found.iter().map(|file| clean_path(&file.to_string_lossy())));
                included.extend(includes.iter().filter_map(|include| inputs.inner(include, path)));
                faults.extend(unreadable);
                inputs.add_root(Root::new(clean_path(path)));
            } else if inputs.tree.exists(place) {
                singles.push(clean_path(path));
            } else if filter.may_be_empty() != MayBeEmpty::All {
                return Err(format!("{path}: there is no such file or directory"));
            }
        }
        leave_out(&mut inputs.files, includes, |file| {
            included.iter().any(|directory| below(file, directory).is_some())
        });
        if inputs.tree.is_on_disk() && filter.links() != Links::Follow {
            inputs.named = Some(singles.clone());
        }
        inputs.files.extend(singles);
        inputs.files.sort();
        inputs.files.dedup();
        if !filter.is_empty() {
            inputs.files.retain(|file| filter.takes(&inputs.tree.absolute(Path::new(file))));
        }
        if inputs.files.is_empty() && faults.is_empty() && filter.may_be_empty() != MayBeEmpty::All {
            return Err(nothing_to_check(paths, filter));
        }
        inputs.cover_all_files();
        Ok((inputs, faults))
    }

    /// The path of an included directory as that of a part of a directory, if it is one.
    fn inner(&self, include: &Include, directory: &str) -> Option<String> {
        let (inner, outer) = (self.absolute(&include.directory), self.absolute(directory));
        let rest =
            inner.strip_prefix(outer).ok().filter(|rest| *rest != Path::new("") && !include.from_disk)?;
        Some(join(&clean_path(directory), &rest.to_string_lossy()))
    }

    /// Adds a root for files that are in none yet, or that importers would take for another file.
    fn cover_all_files(&mut self) {
        let outside =
            self.files.iter().filter(|file| self.roots.iter().all(|root| root.name_of(file).is_none()));
        if let Some(common) = common_directory(outside) {
            self.add_root(Root::new(common));
        }
        if self.files.iter().any(|file| self.names_of(file).next().is_none())
            && let Some(common) = common_directory(self.files.iter())
        {
            self.add_root(Root::new(common));
        }
    }

    fn add_root(&mut self, root: Root) -> bool {
        let new = !self.roots.contains(&root);
        if new {
            self.roots.push(root);
        }
        new
    }

    fn import_paths(&self) -> ImportPaths {
        let mut paths = ImportPaths::within(self.tree.clone(), self.known.clone());
        for Root { prefix, directory, from_disk } in &self.roots {
            if *from_disk {
                paths.add_from_disk(prefix, directory);
            } else {
                paths.add(prefix, directory);
            }
        }
        match &self.named {
            Some(named) => {
                let around = named.iter().filter_map(|file| Path::new(file).parent());
                let roots = self.roots.iter().map(|root| Path::new(&root.directory));
                paths.inside(Bounds::of(roots.chain(around)).with(named))
            }
            None => paths,
        }
    }

    /// What the files are called: the name somebody imports them by, or else the path below the first root.
    fn names(&self, imported: &FxHashSet<String>) -> Result<Vec<String>, String> {
        let name_of = |file: &String| {
            let names: Vec<String> = self.names_of(file).collect();
            let name = names.iter().find(|name| imported.contains(*name)).or(names.first());
            name.cloned().ok_or_else(|| format!("{file}: another file is found by every name it could have"))
        };
        self.files.iter().map(name_of).collect()
    }

    /// The names by which a file is found.
    fn names_of(&self, file: &str) -> impl Iterator<Item = String> {
        let names = self.roots.iter().filter_map(move |root| root.name_of(file));
        let is_same = move |found: String| found == file || self.absolute(&found) == self.absolute(file);
        names.filter(move |name| self.roots.len() == 1 || self.find(name).is_some_and(is_same))
    }

    /// The path at which an import of this name is found.
    fn find(&self, name: &str) -> Option<String> {
        self.roots.iter().filter_map(|root| root.path_of(name)).find(|path| self.tree.exists(Path::new(path)))
    }

    /// Takes up the directories around files from which imports are found that are not found otherwise; whether there
    /// are any.
    fn find_roots(&mut self, loaded: &Loaded) -> bool {
        let known: FxHashSet<&str> = loaded.files.iter().map(|file| &*file.name).collect();
        let mut tried = FxHashSet::default();
        let mut new = false;
        // What is no schema is not searched for: a stranger could have it quoted.
        let is_missing =
            |name: &str| !known.contains(name) && Path::new(name).extension() == Some("proto".as_ref());
        for (path, name) in imports(loaded).filter(|(_, name)| is_missing(name)) {
            // Files side by side tend to miss the same imports.
            if tried.insert((Path::new(path).parent(), name)) {
                let root = self.directories_around(path).find(|root| self.is_file(&join(root, name)));
                new |= root.is_some_and(|root| self.add_outer_root(&root));
            }
        }
        new
    }

    /// Adds a root that may lie above the current directory: what lies below both keeps the path it was given.
    fn add_outer_root(&mut self, directory: &str) -> bool {
        if directory.ends_with("..") {
            let outer = self.absolute(directory);
            for inner in self.roots.clone() {
                let prefix = self
                    .absolute(&inner.directory)
                    .strip_prefix(&outer)
                    .map(Path::to_path_buf)
                    .unwrap_or_default();
                if inner.prefix.is_empty() && prefix != Path::new("") {
                    let prefix = prefix.to_string_lossy().into_owned();
                    self.add_root(Root { prefix, ..inner });
                }
            }
        }
        self.add_root(Root::new(directory))
    }

    /// Fails where an import means one file for its importer, by the directories around it, and another for the run.
    fn refuse_namesakes(&self, loaded: &Loaded) -> Result<(), String> {
        if self.roots.len() == 1 {
            return Ok(());
        }
        let paths: FxHashMap<&str, &str> =
            loaded.files.iter().map(|file| (&*file.name, &*file.path)).collect();
        for (path, name) in imports(loaded) {
            let around = self.roots.iter().filter(|root| root.name_of(path).is_some());
            let mut own = around.filter_map(|root| root.path_of(name)).filter(|own| self.is_file(own));
            if let (Some(own), Some(taken)) = (own.next(), paths.get(name))
                && self.absolute(&own) != self.absolute(taken)
            {
                return Err(format!(
                    "{path} imports {name}, which is {own} there and {taken} elsewhere: check the two in separate runs"
                ));
            }
        }
        Ok(())
    }

    /// The directories around a file, innermost first, up to the root of the tree.
    fn directories_around(&self, path: &str) -> impl Iterator<Item = String> {
        let named =
            Path::new(path).ancestors().skip(1).map(|directory| directory.to_string_lossy().into_owned());
        let named: Vec<String> = named.take_while(|directory| !directory.ends_with("..")).collect();
        let outside = if path.starts_with('/') { 0 } else { self.absolute(path).components().count() };
        let steps_out = Path::new(path).components().filter(|part| *part == Component::ParentDir).count();
        let above = (steps_out.max(1)..outside).map(|steps| vec![".."; steps].join("/"));
        named.into_iter().chain(above)
    }

    fn is_file(&self, path: &str) -> bool {
        self.tree.is_file(Path::new(path))
    }

    fn absolute(&self, path: &str) -> PathBuf {
        self.tree.absolute(Path::new(path))
    }
}

/// The path of each file with the name of each of its imports.
fn imports(loaded: &Loaded) -> impl Iterator<Item = (&str, &str)> {
    loaded
        .files
        .iter()
        .flat_map(|file| file.imports.iter().map(|import| (&*file.path, file.str(import.path))))
}

fn join(directory: &str, name: &str) -> String {
    if directory.is_empty() { name.to_owned() } else { format!("{}/{name}", directory.trim_end_matches('/')) }
}

/// The part of `path` below `directory`.
fn below<'p>(path: &'p str, directory: &str) -> Option<&'p str> {
    match directory {
        "" => (!path.starts_with('/') && !path.starts_with("../")).then_some(path),
        directory => path.strip_prefix(directory.trim_end_matches('/'))?.strip_prefix('/'),
    }
}

/// The innermost directory that holds all files; `None` where there are no files.
fn common_directory<'f>(mut files: impl Iterator<Item = &'f String>) -> Option<String> {
    let mut common = Path::new(files.next()?).parent()?;
    for file in files {
        while !Path::new(file).starts_with(common) {
            common = common.parent()?;
        }
    }
    Some(common.to_string_lossy().into_owned())
}
