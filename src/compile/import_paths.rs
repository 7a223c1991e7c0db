//! Where imports are found: directories, one file under a virtual name, and what earlier runs and loads read.

use std::ops::Range;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex};

use rustc_hash::{FxHashMap, FxHashSet};

use super::embedded;
use crate::diag::Diagnostic;
use crate::files::{Bounds, Fault, PathSet, Tree};
use crate::schema::File;
use crate::text::Source;

/// The places where files are looked up, in order; what is found in none of them is taken from the embedded
/// `google/protobuf` files.
#[derive(Clone, Debug, Default)]
pub struct ImportPaths {
    tree: Tree,
    mappings: Vec<Mapping>,
    /// The mappings that lead to a name, where that is known: nobody has to look in all the others.
    placed: FxHashMap<String, Range<usize>>,
    /// How many of the first mappings may not have files of one name.
    exclusive: usize,
    /// The names of all `.proto` files in those, where they are known: nobody has to look for others.
    listed: Option<Arc<FxHashSet<String>>>,
    known: Known,
    pub(super) parsed: Option<Parses>,
    /// What links must not lead out of; `None` where they are followed, as protoc does.
    bounds: Option<Arc<Bounds>>,
    pub(super) aliases: FxHashMap<String, Alias>,
    /// Where files are that no import path holds, by the name somebody imports them by.
    pub(super) elsewhere: FxHashMap<String, String>,
}

/// Another name of a file.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Alias {
    /// The name it has in this run.
    pub name: String,
    /// Whether whoever imports it by the other name is wrong.
    pub is_wrong: bool,
}

/// Files that were parsed before, by name. Where a path leads to the same text, the file is taken from here, and what is
/// wrong with its text was told before.
#[derive(Clone, Debug, Default)]
pub struct Known(Arc<FxHashMap<Box<str>, Arc<File>>>);

impl Known {
    /// Files of another run.
    pub fn of(files: &[Arc<File>]) -> Self {
        Self(Arc::new(files.iter().map(|file| (file.name.clone(), file.clone())).collect()))
    }
}

/// The files that earlier loads of the same run parsed, by name, with what is wrong with their text. A run that finds
/// out step by step where names begin reads each file once.
#[derive(Clone, Debug, Default)]
pub struct Parses(Arc<Mutex<FxHashMap<Box<str>, ParsedText>>>);

/// A file, and what is wrong with its text.
pub(super) type ParsedText = (Arc<File>, Vec<Diagnostic>);

impl Parses {
    fn get(&self, name: &str) -> Option<ParsedText> {
        lock(&self.0).get(name).cloned()
    }

    pub(super) fn keep(&self, (file, diagnostics): &ParsedText) {
        lock(&self.0).insert(file.name.clone(), (file.clone(), diagnostics.clone()));
    }
}

/// `-I disk`, or `-I prefix=disk`: the name `prefix`, and names below it, are found at `disk` and below.
#[derive(Clone, Debug)]
struct Mapping {
    tree: Tree,
    /// Empty for all names.
    prefix: String,
    /// Clean; empty for the current directory.
    disk: String,
    members: Members,
}

/// Which files of a directory can be found in it, by the directories their names begin with.
#[derive(Clone, PartialEq, Eq, Hash, Debug, Default)]
pub struct Members {
    /// The directories they are in; all where there are none.
    pub includes: PathSet,
    /// The directories they are not in.
    pub excludes: PathSet,
}

impl Members {
    fn have(&self, name: &str) -> bool {
        (self.includes.is_empty() || self.includes.cover(name)) && !self.excludes.cover(name)
    }
}

/// Why an input cannot be given a name that importers could use.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Unmapped {
    /// Its path begins with none of the import paths.
    Outside,
    /// An earlier import path has another file of that name: its path.
    Shadowed(String),
    /// There is no such file.
    Missing,
}

impl ImportPaths {
    /// No import paths, on the disk.
    pub fn new() -> Self {
        Self::default()
    }

    /// No import paths, in a tree of which some files may be known.
    pub fn within(tree: Tree, known: Known) -> Self {
        Self { tree, known, ..Self::default() }
    }

    /// The same, without files that links lead to out of these bounds.
    #[must_use]
    pub fn inside(self, bounds: Bounds) -> Self {
        Self { bounds: Some(Arc::new(bounds)), ..self }
    }

    /// The same, where a file that is found at the same path as in an earlier load is not read again.
    #[must_use]
    pub fn with_parsed(self, parsed: Parses) -> Self {
        Self { parsed: Some(parsed), ..self }
    }

    /// Adds a directory under a virtual prefix, which may be empty, or one file under its virtual name.
    pub fn add(&mut self, prefix: &str, disk: impl AsRef<Path>) {
        self.add_some(prefix, disk, Members::default());
    }

    /// Adds a directory of which only some files can be found.
    pub fn add_some(&mut self, prefix: &str, disk: impl AsRef<Path>, members: Members) {
        self.push(self.tree.clone(), prefix, disk.as_ref(), members);
    }

    /// Adds a directory of the disk, whatever tree the others are in.
    pub fn add_from_disk(&mut self, prefix: &str, disk: impl AsRef<Path>) {
        self.push(Tree::Disk, prefix, disk.as_ref(), Members::default());
    }

    fn push(&mut self, tree: Tree, prefix: &str, disk: &Path, members: Members) {
        let (prefix, disk) = (prefix.trim_matches('/').to_owned(), clean_path(&disk.to_string_lossy()));
        self.mappings.push(Mapping { tree, prefix, disk, members });
    }

    /// Gives files other names, by those names.
    #[must_use]
    pub fn with_aliases(self, aliases: FxHashMap<String, Alias>) -> Self {
        Self { aliases, ..self }
    }

    /// Says where files are that are imported by a name that no import path holds: the directory that would have to be
    /// one, by the name.
    #[must_use]
    pub fn with_elsewhere(self, elsewhere: FxHashMap<String, String>) -> Self {
        Self { elsewhere, ..self }
    }

    /// Says that the file of a name is in some of the directories, counted as they were added.
    pub fn place(&mut self, name: &str, directories: Range<usize>) {
        self.placed.insert(name.to_owned(), directories);
    }

    /// Says that no two of the directories so far may have a file of one name, unless it was said where that file is.
    pub fn refuse_namesakes(&mut self) {
        self.exclusive = self.mappings.len();
    }

    /// Says which names the `.proto` files have of those directories.
    pub fn list(&mut self, names: Arc<FxHashSet<String>>) {
        self.listed = Some(names);
    }

    /// Whether the first directories cannot have a file of a name.
    fn is_unlisted(&self, name: &str) -> bool {
        Path::new(name).extension() == Some("proto".as_ref())
            && self.listed.as_ref().is_some_and(|listed| !listed.contains(name))
    }

    /// Two files of one name that nothing tells apart.
    fn namesakes(&self, name: &str) -> Option<[PathBuf; 2]> {
        if self.placed.contains_key(name) || self.exclusive < 2 || self.is_unlisted(name) {
            return None;
        }
        let mut found = self.mappings[..self.exclusive].iter().filter_map(|mapping| mapping.found(name));
        let first = found.next()?;
        let absolute = self.tree.absolute(&first);
        // A directory can be there by two paths.
        let other = found.find(|other| self.tree.absolute(other) != absolute)?;
        Some([first, other])
    }

    /// How many directories there are.
    pub fn len(&self) -> usize {
        self.mappings.len()
    }

    /// Whether there are no directories.
    pub fn is_empty(&self) -> bool {
        self.mappings.is_empty()
    }

    /// The virtual name of an input: a path is turned into a name by the first mapping that it lies in. What cannot be
    /// turned into a name may be one already. Paths are compared as they are spelled, without resolving `..` and links,
    /// as in protoc.
    pub fn virtual_name(&self, input: &str) -> Result<String, Unmapped> {
        let exists = self.tree.exists(Path::new(input));
        let path = clean_path(input);
        let mut mappings = self.mappings.iter().enumerate();
        let first = mappings.find_map(|(index, mapping)| Some((index, mapping.name(&path)?)));
        if exists && let Some((index, name)) = first {
            return match self.mappings[..index].iter().find_map(|earlier| earlier.found(&name)) {
                Some(path) => Err(Unmapped::Shadowed(path.to_string_lossy().into_owned())),
                None => Ok(name),
            };
        }
        let is_name = || self.path_of(input).is_some() || embedded::source(input).is_some();
        if is_canonical(input) && is_name() {
            Ok(input.to_owned())
        } else if exists {
            Err(Unmapped::Outside)
        } else {
            Err(Unmapped::Missing)
        }
    }

    /// Where a name is looked up.
    fn mappings_of(&self, name: &str) -> &[Mapping] {
        match self.placed.get(name) {
            Some(range) => &self.mappings[range.clone()],
            None if self.is_unlisted(name) => &self.mappings[self.exclusive..],
            None => &self.mappings,
        }
    }

    /// Where the file with this virtual name is.
    pub(super) fn path_of(&self, name: &str) -> Option<(&Tree, PathBuf)> {
        self.mappings_of(name).iter().find_map(|mapping| Some((&mapping.tree, mapping.found(name)?)))
    }

    /// The file with this virtual name, if it is known.
    pub(super) fn known(&self, name: &str) -> Option<&Arc<File>> {
        let known = self.known.0.get(name).filter(|_| self.namesakes(name).is_none())?;
        let text = known.text()?;
        let is_same = match self.path_of(name) {
            Some((tree, path)) => *known.path == *path.to_string_lossy() && tree.has(&path, text),
            None => *known.path == *name && embedded::text(name).is_some_and(|own| own.as_bytes() == text),
        };
        is_same.then_some(known)
    }

    /// What an earlier load parsed of this virtual name, unless another file is found by it now.
    pub(super) fn parsed(&self, name: &str) -> Option<ParsedText> {
        let parsed = self.parsed.as_ref()?.get(name)?;
        let (_, path) = self.path_of(name)?;
        (*parsed.0.path == *path.to_string_lossy()).then_some(parsed)
    }

    /// Reads the file with this virtual name.
    pub(super) fn read(&self, name: &str, is_named: bool) -> Result<Source, Fault> {
        if !is_canonical(name) {
            return Err(Fault::Missing);
        }
        if let Some(namesakes) = self.namesakes(name) {
            return Err(Fault::Ambiguous(namesakes));
        }
        let mut missing = Fault::Missing;
        for mapping in self.mappings_of(name) {
            let (tree, Some(path)) = (&mapping.tree, mapping.path(name)) else { continue };
            let is_held = |bounds: &Arc<Bounds>| {
                if is_named { bounds.hold_found(&path) } else { bounds.hold(&path) }
            };
            if !self.bounds.as_ref().is_none_or(is_held) {
                if !tree.exists(&path) {
                    continue;
                }
                let why = "a link leads to it, out of what is checked: give `--follow-links`, or name the link as an input";
                return Err(Fault::Unreadable(why.to_owned()));
            }
            match tree.read(&path) {
                Ok(bytes) => return Ok(Source::new(name, path.to_string_lossy(), bytes)),
                Err(Fault::Missing) => {}
                // A directory hides no file of that name.
                Err(fault) if tree.is_dir(&path) => missing = fault,
                Err(fault) => return Err(fault),
            }
        }
        Err(missing)
    }
}

impl Mapping {
    /// Where a virtual name is.
    fn path(&self, name: &str) -> Option<PathBuf> {
        rebase(name, &self.prefix, &self.disk).filter(|_| self.members.have(name)).map(PathBuf::from)
    }

    /// Where the file with this virtual name is. A directory of that name hides no file.
    fn found(&self, name: &str) -> Option<PathBuf> {
        self.path(name).filter(|path| self.tree.is_entry(path))
    }

    /// The virtual name of a clean path.
    fn name(&self, path: &str) -> Option<String> {
        rebase(path, &self.disk, &self.prefix)
    }
}

/// Puts `to` in the place of `from`, which is the path itself or a directory above it. An empty `from` is above all
/// relative paths; nothing is above what climbs out of it by `..`.
fn rebase(path: &str, from: &str, to: &str) -> Option<String> {
    let below = match path.strip_prefix(from)? {
        "" => return (!to.is_empty()).then(|| to.to_owned()),
        rest if from.is_empty() => rest,
        rest if from.ends_with('/') => rest,
        rest => rest.strip_prefix('/')?,
    };
    let is_below = !below.starts_with('/') && below.split('/').all(|part| part != "..");
    let slash = if to.is_empty() || to.ends_with('/') { "" } else { "/" };
    is_below.then(|| format!("{to}{slash}{below}"))
}

/// A path without `.` parts and doubled slashes.
pub fn clean_path(path: &str) -> String {
    let absolute = if path.starts_with('/') { "/" } else { "" };
    let parts: Vec<&str> = path.split('/').filter(|part| !part.is_empty() && *part != ".").collect();
    format!("{absolute}{}", parts.join("/"))
}

/// Whether a virtual name is spelled the one way it may be: no empty, `.` or `..` part and no backslash.
pub fn is_canonical(name: &str) -> bool {
    !name.contains('\\') && name.split('/').all(|part| !matches!(part, "" | "." | ".."))
}

/// Locks, whoever panicked while holding the lock.
pub(super) fn lock<T>(mutex: &Mutex<T>) -> std::sync::MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(std::sync::PoisonError::into_inner)
}
