//! Where files are read from: the disk, or the tree of an archive or a git revision. What reads schemas and
//! configurations asks a [`Tree`] and does not care which it is. Files are written whole or not at all.

mod bounds;
mod disk;
mod ignored;
mod memory;
mod path_set;
mod whole;

use std::fmt;
use std::path::{Component, Path, PathBuf};
use std::sync::Arc;

use rustc_hash::FxHashMap;

use crate::diag::Diagnostic;
pub use bounds::{Bounds, Links};
pub use ignored::Ignored;
use memory::Memory;
pub use memory::{Content, Entry, Store};
pub use path_set::{PathSet, around};
pub use whole::write_whole;

/// A tree of files that is only read. Cheap to clone.
#[derive(Clone, Debug, Default)]
pub enum Tree {
    /// The file system; paths are taken from the current directory.
    #[default]
    Disk,
    /// Files of an archive or a git revision.
    Memory(Arc<Memory>),
    /// Another tree in which some files have other texts.
    Changed(Arc<Changed>),
}

/// A tree in which some files have other texts, by their paths from its root.
#[derive(Debug)]
pub struct Changed {
    tree: Tree,
    texts: FxHashMap<PathBuf, Vec<u8>>,
}

/// Why a file is not read.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Fault {
    /// There is none of that name.
    Missing,
    /// It is there, and this is what is wrong with it.
    Unreadable(String),
    /// There are several, at these paths among others, and nothing says which of them is meant.
    Ambiguous([PathBuf; 2]),
}

impl fmt::Display for Fault {
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
    /// A tree with entries at these paths, which are written from the root, with `/` and without `.` and `..` parts.
    /// `start` is the directory paths are taken from later, as they are from the current one on the disk. `checkout` is
    /// the working tree of a git revision: absolute paths below it mean what is in the revision.
    pub fn of(
        start: &str,
        checkout: Option<PathBuf>,
        entries: impl IntoIterator<Item = (String, Entry)>,
    ) -> Self {
        Self::Memory(Arc::new(Memory::new(start, checkout, entries)))
    }

    /// The same tree with other texts for files that are in it.
    #[must_use]
    pub fn with(self, texts: impl IntoIterator<Item = (PathBuf, Vec<u8>)>) -> Self {
        let texts = texts.into_iter().map(|(path, text)| (self.absolute(&path), text)).collect();
        Self::Changed(Arc::new(Changed { tree: self, texts }))
    }

    /// The bytes of a file.
    pub fn read(&self, path: &Path) -> Result<Vec<u8>, Fault> {
        match self {
            Self::Disk => disk::read(path),
            Self::Memory(memory) => memory.read(path),
            Self::Changed(changed) => match changed.texts.get(&self.absolute(path)) {
                Some(text) => Ok(text.clone()),
                None => changed.tree.read(path),
            },
        }
    }

    /// Whether there is a file at `path` with these bytes; `false` may also mean that a store would have to be asked
    /// for its own to tell.
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
            Self::Changed(changed) => changed.tree.exists(path),
        }
    }

    /// Whether there is something else than a directory at `path`: a file, or what an error is to read, such as a pipe.
    pub fn is_entry(&self, path: &Path) -> bool {
        match self {
            Self::Disk => path.metadata().is_ok_and(|metadata| !metadata.is_dir()),
            Self::Memory(memory) => memory.is_file(path),
            Self::Changed(changed) => changed.tree.is_entry(path),
        }
    }

    /// Whether there is a file at `path`.
    pub fn is_file(&self, path: &Path) -> bool {
        match self {
            Self::Disk => path.is_file(),
            Self::Memory(memory) => memory.is_file(path),
            Self::Changed(changed) => changed.tree.is_file(path),
        }
    }

    /// Whether there is a directory at `path`.
    pub fn is_dir(&self, path: &Path) -> bool {
        match self {
            Self::Disk => path.is_dir(),
            Self::Memory(memory) => memory.is_dir(path),
            Self::Changed(changed) => changed.tree.is_dir(path),
        }
    }

    /// A directory of this tree, or the one on the disk where a revision or an archive does not have it, with whether it
    /// is that: dependencies are often fetched, and not checked in.
    pub fn directory_or_on_disk(&self, path: &str) -> Option<(String, bool)> {
        if self.is_dir(Path::new(path)) {
            return Some((path.to_owned(), false));
        }
        let there = self.on_disk(Path::new(path)).map(|path| path.to_string_lossy().into_owned());
        let mut places = [path.to_owned()].into_iter().chain(there).filter(|_| !self.is_on_disk());
        Some((places.find(|place| Path::new(place).is_dir())?, true))
    }

    /// Whether the files are those of the disk, maybe with other texts.
    pub fn is_on_disk(&self) -> bool {
        match self {
            Self::Disk => true,
            Self::Memory(_) => false,
            Self::Changed(changed) => changed.tree.is_on_disk(),
        }
    }

    /// All `.proto` files below `directory`, sorted by path, each once, and what kept some from being seen. Git ignores
    /// nothing of an archive or a revision.
    pub fn proto_files(
        &self,
        directory: &Path,
        links: Links,
        ignored: Ignored,
    ) -> (Vec<PathBuf>, Vec<Diagnostic>) {
        match self {
            Self::Disk => disk::proto_files(directory, links, ignored),
            Self::Memory(memory) => (memory.proto_files(directory), Vec::new()),
            Self::Changed(changed) => changed.tree.proto_files(directory, links, ignored),
        }
    }

    /// The place of a path on the disk, where it has one.
    pub fn on_disk(&self, path: &Path) -> Option<PathBuf> {
        match self {
            Self::Disk => Some(self.absolute(path)),
            Self::Memory(memory) => Some(memory.checkout()?.join(self.absolute(path))),
            Self::Changed(changed) => changed.tree.on_disk(path),
        }
    }

    /// A path from the root of the tree, without `..` parts.
    pub fn absolute(&self, path: &Path) -> PathBuf {
        let (start, path) = match self {
            Self::Disk => (std::env::current_dir().unwrap_or_default(), path.to_owned()),
            Self::Memory(memory) => match memory.of_checkout(path) {
                Some(inside) => (PathBuf::new(), inside),
                None => (memory.start().to_owned(), path.to_owned()),
            },
            Self::Changed(changed) => return changed.tree.absolute(path),
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
