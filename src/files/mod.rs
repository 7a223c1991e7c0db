//! Reading files from disk, from an archive or from a git revision, through one type: [`Tree`]. Files are written
//! atomically.

mod bounds;
mod disk;
mod memory;
mod path_set;
#[cfg(feature = "gate")]
mod whole;

use std::fmt;
use std::path::{Component, Path, PathBuf};
use std::sync::Arc;

use rustc_hash::FxHashMap;

use crate::diag::Diagnostic;
pub use bounds::{Bounds, Symlinks};
use memory::Memory;
pub use memory::{Content, Entry, Store};
pub use path_set::{PathSet, around};
#[cfg(feature = "gate")]
pub use whole::write_whole;

/// Makes the test for directories that a search skips. It gets the directory where the search starts; the test gets
/// directories relative to that.
pub type Skips = fn(&Path) -> Box<dyn FnMut(&Path) -> bool>;

/// A read-only tree of files. Cheap to clone.
#[derive(Clone, Debug, Default)]
pub enum Tree {
    /// The file system; paths are relative to the current directory.
    #[default]
    Disk,
    /// Files of an archive or a git revision.
    Memory(Arc<Memory>),
    /// Another tree with some files replaced.
    Overlay(Arc<Overlay>),
}

/// A tree with some files replaced, by path from its root.
#[derive(Debug)]
pub struct Overlay {
    tree: Tree,
    texts: FxHashMap<PathBuf, Vec<u8>>,
}

/// Why a file cannot be read.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum ReadError {
    /// It does not exist.
    Missing,
    /// It exists, but reading it failed for this reason.
    Unreadable(String),
    /// Several files have this name; these are two of them.
    Ambiguous([PathBuf; 2]),
}

impl fmt::Display for ReadError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Missing => f.write_str("there is no such file"),
            Self::Unreadable(why) => f.write_str(why),
            Self::Ambiguous([one, other]) => {
                write!(f, "{} and {} both have this name", one.display(), other.display())
            }
        }
    }
}

impl Tree {
    /// A tree with these entries. Their paths are relative to the root, with `/` and without `.` and `..`. Paths in
    /// later calls are relative to `start`. `checkout` is the working tree of a git revision: absolute paths below it
    /// refer to the revision.
    pub fn of(
        start: &str,
        checkout: Option<PathBuf>,
        entries: impl IntoIterator<Item = (String, Entry)>,
    ) -> Self {
        Self::Memory(Arc::new(Memory::new(start, checkout, entries)))
    }

    /// This tree with some of its files replaced.
    #[must_use]
    pub fn with(self, texts: impl IntoIterator<Item = (PathBuf, Vec<u8>)>) -> Self {
        let texts = texts.into_iter().map(|(path, text)| (self.absolute(&path), text)).collect();
        Self::Overlay(Arc::new(Overlay { tree: self, texts }))
    }

    /// The bytes of a file.
    pub fn read(&self, path: &Path) -> Result<Vec<u8>, ReadError> {
        match self {
            Self::Disk => disk::read(path),
            Self::Memory(memory) => memory.read(path),
            Self::Overlay(overlay) => match overlay.texts.get(&self.absolute(path)) {
                Some(text) => Ok(text.clone()),
                None => overlay.tree.read(path),
            },
        }
    }

    /// Whether the file at `path` has these bytes. `false` can also mean that answering would require a fetch.
    pub fn has(&self, path: &Path, bytes: &[u8]) -> bool {
        match self {
            Self::Memory(memory) => memory.has(path, bytes),
            tree => tree.read(path).is_ok_and(|read| read == bytes),
        }
    }

    /// Whether there is a file or a directory at `path`.
    pub fn exists(&self, path: &Path) -> bool {
        match self {
            Self::Disk => path.exists(),
            Self::Memory(memory) => memory.is_file(path) || memory.is_dir(path),
            Self::Overlay(overlay) => overlay.tree.exists(path),
        }
    }

    /// Whether `path` exists and is not a directory. It can be something unreadable, such as a pipe.
    pub fn is_entry(&self, path: &Path) -> bool {
        match self {
            Self::Disk => path.metadata().is_ok_and(|metadata| !metadata.is_dir()),
            Self::Memory(memory) => memory.is_file(path),
            Self::Overlay(overlay) => overlay.tree.is_entry(path),
        }
    }

    /// Whether there is a file at `path`.
    pub fn is_file(&self, path: &Path) -> bool {
        match self {
            Self::Disk => path.is_file(),
            Self::Memory(memory) => memory.is_file(path),
            Self::Overlay(overlay) => overlay.tree.is_file(path),
        }
    }

    /// Whether there is a directory at `path`.
    pub fn is_dir(&self, path: &Path) -> bool {
        match self {
            Self::Disk => path.is_dir(),
            Self::Memory(memory) => memory.is_dir(path),
            Self::Overlay(overlay) => overlay.tree.is_dir(path),
        }
    }

    /// A directory of this tree, or the one on disk if a revision or an archive does not have it, and whether it is
    /// from disk: dependencies are often fetched and not checked in.
    pub fn directory_or_on_disk(&self, path: &str) -> Option<(String, bool)> {
        if self.is_dir(Path::new(path)) {
            return Some((path.to_owned(), false));
        }
        let there = self.on_disk(Path::new(path)).map(|path| path.to_string_lossy().into_owned());
        let mut places = [path.to_owned()].into_iter().chain(there).filter(|_| !self.is_on_disk());
        Some((places.find(|place| Path::new(place).is_dir())?, true))
    }

    /// Whether the tree is the disk, possibly with some files replaced.
    pub fn is_on_disk(&self) -> bool {
        match self {
            Self::Disk => true,
            Self::Memory(_) => false,
            Self::Overlay(overlay) => overlay.tree.is_on_disk(),
        }
    }

    /// All `.proto` files below `directory`, sorted by path, and diagnostics about files that were skipped. `skips`
    /// only matters on disk.
    pub fn proto_files(
        &self,
        directory: &Path,
        links: Symlinks,
        skips: Option<Skips>,
    ) -> (Vec<PathBuf>, Vec<Diagnostic>) {
        match self {
            Self::Disk => disk::proto_files(directory, links, skips),
            Self::Memory(memory) => (memory.proto_files(directory), Vec::new()),
            Self::Overlay(overlay) => overlay.tree.proto_files(directory, links, skips),
        }
    }

    /// The path on disk, if there is one.
    pub fn on_disk(&self, path: &Path) -> Option<PathBuf> {
        match self {
            Self::Disk => Some(self.absolute(path)),
            Self::Memory(memory) => Some(memory.checkout()?.join(self.absolute(path))),
            Self::Overlay(overlay) => overlay.tree.on_disk(path),
        }
    }

    /// A path from the root of the tree, without `..`.
    pub fn absolute(&self, path: &Path) -> PathBuf {
        let (start, path) = match self {
            Self::Disk => (std::env::current_dir().unwrap_or_default(), path.to_owned()),
            Self::Memory(memory) => match memory.of_checkout(path) {
                Some(inside) => (PathBuf::new(), inside),
                None => (memory.start().to_owned(), path.to_owned()),
            },
            Self::Overlay(overlay) => return overlay.tree.absolute(path),
        };
        let mut out = PathBuf::new();
        for part in start.join(path).components() {
            match part {
                Component::CurDir => {}
                Component::ParentDir => {
                    out.pop();
                }
                part => out.push(part),
            }
        }
        out
    }
}

fn is_proto(path: &Path) -> bool {
    path.extension().is_some_and(|extension| extension == "proto")
}

/// A path below a directory; the current directory is empty.
pub fn join(directory: &str, path: &str) -> String {
    match (directory, path) {
        ("", path) => path.to_owned(),
        (directory, "") => directory.to_owned(),
        (directory, path) => format!("{}/{path}", directory.trim_end_matches('/')),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_below_the_root_is_absolute() {
        assert_eq!(join("/", "a"), "/a");
        assert_eq!(join("/a", "b"), "/a/b");
        assert_eq!((&*join("", "a"), &*join("a", "")), ("a", "a"));
    }
}
