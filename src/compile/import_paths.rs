//! Finds imports: in directories, as single files with a virtual name, or among files parsed earlier.

use std::ops::Range;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex};

use rustc_hash::{FxHashMap, FxHashSet};

use super::embedded;
use crate::diag::Diagnostic;
use crate::files::{Bounds, PathSet, ReadError, Tree};
use crate::schema::File;
use crate::text::Source;

/// The import paths, in lookup order. The embedded `google/protobuf` files come last.
#[derive(Clone, Debug, Default)]
pub struct ImportPaths {
    tree: Tree,
    mappings: Vec<Mapping>,
    /// The mappings that contain a name, if known, to avoid searching all of them.
    placed: FxHashMap<String, Range<usize>>,
    /// The number of leading mappings in which a name must be unique.
    exclusive: usize,
    /// The names of all `.proto` files in those mappings, if known, to avoid searching for others.
    listed: Option<Arc<FxHashSet<String>>>,
    known: EarlierFiles,
    pub(super) parsed: Option<ParseCache>,
    /// The directories that links must not leave; `None` to follow all links, as protoc does.
    bounds: Option<Arc<Bounds>>,
    pub(super) aliases: FxHashMap<String, Alias>,
    /// Directories that would have to be import paths, by import name; for help messages.
    pub(super) suggestions: FxHashMap<String, String>,
}

/// An alternative name of a file.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Alias {
    /// The canonical name.
    pub name: String,
    /// Whether importing it by the alternative name is an error.
    pub is_error: bool,
}

/// Files of an earlier run, by name. They are reused if the text is unchanged. Their syntax errors were reported in
/// that run.
#[derive(Clone, Debug, Default)]
pub struct EarlierFiles(Arc<FxHashMap<Box<str>, Arc<File>>>);

impl EarlierFiles {
    /// Files of another run.
    pub fn of(files: &[Arc<File>]) -> Self {
        Self(Arc::new(files.iter().map(|file| (file.name.clone(), file.clone())).collect()))
    }
}

/// Files that earlier loads of the same run parsed, by name, with their diagnostics. Finding the import roots can take
/// several loads; with this cache, each file is read once.
#[derive(Clone, Debug, Default)]
pub struct ParseCache(Arc<Mutex<FxHashMap<Box<str>, ParsedText>>>);

/// A parsed file and its diagnostics.
pub(super) type ParsedText = (Arc<File>, Vec<Diagnostic>);

impl ParseCache {
    fn get(&self, name: &str) -> Option<ParsedText> {
        lock(&self.0).get(name).cloned()
    }

    pub(super) fn keep(&self, (file, diagnostics): &ParsedText) {
        lock(&self.0).insert(file.name.clone(), (file.clone(), diagnostics.clone()));
    }
}

/// `-I disk`, or `-I prefix=disk`: maps `prefix` and names below it to `disk`.
#[derive(Clone, Debug)]
struct Mapping {
    tree: Tree,
    /// The virtual prefix; empty for all names.
    prefix: String,
    /// The path on disk, normalized; empty for the current directory.
    disk: String,
    members: DirectoryFilter,
}

/// The visible files of a directory, by subdirectory.
#[derive(Clone, PartialEq, Eq, Hash, Debug, Default)]
pub struct DirectoryFilter {
    /// Included directories; empty for all.
    pub includes: PathSet,
    /// Excluded directories.
    pub excludes: PathSet,
}

impl DirectoryFilter {
    fn contains(&self, name: &str) -> bool {
        (self.includes.is_empty() || self.includes.cover(name)) && !self.excludes.cover(name)
    }
}

/// Why an input has no import name.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Unmapped {
    /// Its path is not in any import path.
    Outside,
    /// An earlier import path contains another file with that name, at this path.
    Shadowed(String),
    /// The file does not exist.
    Missing,
}

impl ImportPaths {
    /// No import paths, on disk.
    pub fn new() -> Self {
        Self::default()
    }

    /// No import paths, in a tree; `known` are files of an earlier run.
    pub fn within(tree: Tree, known: EarlierFiles) -> Self {
        Self { tree, known, ..Self::default() }
    }

    /// Rejects files that are outside the bounds because of links.
    #[must_use]
    pub fn inside(self, bounds: Bounds) -> Self {
        Self { bounds: Some(Arc::new(bounds)), ..self }
    }

    /// Reuses the files of earlier loads that are found at the same path.
    #[must_use]
    pub fn with_parsed(self, parsed: ParseCache) -> Self {
        Self { parsed: Some(parsed), ..self }
    }

    /// Adds a directory with a virtual prefix, which can be empty, or a file with its virtual name.
    pub fn add(&mut self, prefix: &str, disk: impl AsRef<Path>) {
        self.add_some(prefix, disk, DirectoryFilter::default());
    }

    /// Adds a directory with only some of its files.
    pub fn add_some(&mut self, prefix: &str, disk: impl AsRef<Path>, members: DirectoryFilter) {
        self.push(self.tree.clone(), prefix, disk.as_ref(), members);
    }

    /// Adds a directory on disk, even if the other paths are in another tree.
    pub fn add_from_disk(&mut self, prefix: &str, disk: impl AsRef<Path>) {
        self.push(Tree::Disk, prefix, disk.as_ref(), DirectoryFilter::default());
    }

    fn push(&mut self, tree: Tree, prefix: &str, disk: &Path, members: DirectoryFilter) {
        let (prefix, disk) = (prefix.trim_matches('/').to_owned(), clean_path(&disk.to_string_lossy()));
        self.mappings.push(Mapping { tree, prefix, disk, members });
    }

    /// Sets alternative names of files.
    #[must_use]
    pub fn with_aliases(self, aliases: FxHashMap<String, Alias>) -> Self {
        Self { aliases, ..self }
    }

    /// Sets the directories to suggest as import paths, by the import name that was not found.
    #[must_use]
    pub fn with_suggestions(self, suggestions: FxHashMap<String, String>) -> Self {
        Self { suggestions, ..self }
    }

    /// Restricts the lookup of a name to some directories, by index.
    pub fn place(&mut self, name: &str, directories: Range<usize>) {
        self.placed.insert(name.to_owned(), directories);
    }

    /// Reports names that more than one of the directories added so far contain, unless [`Self::place`] was called for
    /// them.
    pub fn require_unique_names(&mut self) {
        self.exclusive = self.mappings.len();
    }

    /// Sets the names of all `.proto` files in those directories.
    pub fn list(&mut self, names: Arc<FxHashSet<String>>) {
        self.listed = Some(names);
    }

    /// Whether those directories do not contain a name.
    fn is_unlisted(&self, name: &str) -> bool {
        Path::new(name).extension() == Some("proto".as_ref())
            && self.listed.as_ref().is_some_and(|listed| !listed.contains(name))
    }

    /// Two different files with the same name.
    fn duplicates(&self, name: &str) -> Option<[PathBuf; 2]> {
        if self.placed.contains_key(name) || self.exclusive < 2 || self.is_unlisted(name) {
            return None;
        }
        let mut found = self.mappings[..self.exclusive].iter().filter_map(|mapping| mapping.found(name));
        let first = found.next()?;
        let absolute = self.tree.absolute(&first);
        // Two paths can lead to the same directory.
        let other = found.find(|other| self.tree.absolute(other) != absolute)?;
        Some([first, other])
    }

    /// The number of import paths.
    pub fn len(&self) -> usize {
        self.mappings.len()
    }

    /// Whether there are no import paths.
    pub fn is_empty(&self) -> bool {
        self.mappings.is_empty()
    }

    /// The import name of an input: the first mapping that contains its path decides. A path outside all mappings can
    /// be an import name already. As in protoc, paths are compared without resolving `..` and links.
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

    /// The mappings to search for a name.
    fn mappings_of(&self, name: &str) -> &[Mapping] {
        match self.placed.get(name) {
            Some(range) => &self.mappings[range.clone()],
            None if self.is_unlisted(name) => &self.mappings[self.exclusive..],
            None => &self.mappings,
        }
    }

    /// The path of a file, by virtual name.
    pub(super) fn path_of(&self, name: &str) -> Option<(&Tree, PathBuf)> {
        self.mappings_of(name).iter().find_map(|mapping| Some((&mapping.tree, mapping.found(name)?)))
    }

    /// The directories on disk that contain all names.
    pub(super) fn directories(&self) -> impl Iterator<Item = &str> {
        let mappings =
            self.mappings.iter().filter(|mapping| mapping.prefix.is_empty() && mapping.tree.is_on_disk());
        mappings.map(|mapping| &*mapping.disk)
    }

    /// A file of an earlier run, by virtual name.
    pub(super) fn known(&self, name: &str) -> Option<&Arc<File>> {
        let known = self.known.0.get(name).filter(|_| self.duplicates(name).is_none())?;
        let text = known.text()?;
        let is_same = match self.path_of(name) {
            Some((tree, path)) => *known.path == *path.to_string_lossy() && tree.has(&path, text),
            None => *known.path == *name && embedded::text(name).is_some_and(|own| own.as_bytes() == text),
        };
        is_same.then_some(known)
    }

    /// A file of an earlier load, by virtual name, unless the name now has a different path.
    pub(super) fn parsed(&self, name: &str) -> Option<ParsedText> {
        let parsed = self.parsed.as_ref()?.get(name)?;
        let (_, path) = self.path_of(name)?;
        (*parsed.0.path == *path.to_string_lossy()).then_some(parsed)
    }

    /// Reads a file, by virtual name.
    pub(super) fn read(&self, name: &str, is_named: bool) -> Result<Source, ReadError> {
        if !is_canonical(name) {
            return Err(ReadError::Missing);
        }
        if let Some(duplicates) = self.duplicates(name) {
            return Err(ReadError::Ambiguous(duplicates));
        }
        let mut missing = ReadError::Missing;
        for mapping in self.mappings_of(name) {
            let (tree, Some(path)) = (&mapping.tree, mapping.path(name)) else { continue };
            let is_held = |bounds: &Arc<Bounds>| {
                if is_named { bounds.contains_found(&path) } else { bounds.contains(&path) }
            };
            if !self.bounds.as_ref().is_none_or(is_held) {
                if !tree.exists(&path) {
                    continue;
                }
                let why = "it is reached through a link that leads out of the inputs: \
                           use `--follow-links`, or pass the link as an input";
                return Err(ReadError::Unreadable(why.to_owned()));
            }
            match tree.read(&path) {
                Ok(bytes) => return Ok(Source::new(name, path.to_string_lossy(), bytes)),
                Err(ReadError::Missing) => {}
                // Skip a directory with that name.
                Err(fault) if tree.is_dir(&path) => missing = fault,
                Err(fault) => return Err(fault),
            }
        }
        Err(missing)
    }
}

impl Mapping {
    /// The path of a virtual name.
    fn path(&self, name: &str) -> Option<PathBuf> {
        rebase(name, &self.prefix, &self.disk).filter(|_| self.members.contains(name)).map(PathBuf::from)
    }

    /// The path of a virtual name, if it exists and is not a directory.
    fn found(&self, name: &str) -> Option<PathBuf> {
        self.path(name).filter(|path| self.tree.is_entry(path))
    }

    /// The virtual name of a normalized path.
    fn name(&self, path: &str) -> Option<String> {
        rebase(path, &self.disk, &self.prefix)
    }
}

/// Replaces the prefix `from` of a path by `to`. An empty `from` is a prefix of all relative paths that do not start
/// with `..`.
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

/// Removes `.` and doubled slashes from a path. `..` stays: after a link it leads elsewhere.
pub fn clean_path(path: &str) -> String {
    let absolute = if path.starts_with('/') { "/" } else { "" };
    let parts: Vec<&str> = path.split('/').filter(|part| !part.is_empty() && *part != ".").collect();
    format!("{absolute}{}", parts.join("/"))
}

/// Whether a virtual name is canonical: no empty, `.` or `..` part, and no backslash.
pub fn is_canonical(name: &str) -> bool {
    !name.contains('\\') && name.split('/').all(|part| !matches!(part, "" | "." | ".."))
}

/// Locks a mutex, ignoring poisoning.
pub(super) fn lock<T>(mutex: &Mutex<T>) -> std::sync::MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(std::sync::PoisonError::into_inner)
}
