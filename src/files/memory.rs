//! Files of an archive or a git revision, by path.

use std::collections::BTreeMap;
use std::fmt;
use std::fs;
use std::path::{Component, Path, PathBuf};
use std::sync::Arc;

use super::{ReadError, is_proto};

/// The files of an archive or a git revision.
pub struct Memory {
    /// The directory that paths are relative to; empty for the root.
    start: String,
    /// The canonical path of the checkout on disk.
    checkout: Option<PathBuf>,
    /// Keys are normalized: separated by `/`, no leading `/`, no `.` or `..`.
    files: BTreeMap<String, Content>,
    links: BTreeMap<String, String>,
}

/// An entry of a tree in memory.
#[derive(Clone)]
pub enum Entry {
    /// A file.
    File(Content),
    /// A link, with its target relative to the directory of the link.
    Link(String),
}

/// The content of a file.
#[derive(Clone)]
pub enum Content {
    /// The bytes themselves.
    Bytes(Arc<[u8]>),
    /// An object in a store, by id; fetched when the file is read.
    Stored(Arc<dyn Store>, Box<str>),
}

/// A source of file contents.
pub trait Store: Send + Sync {
    /// The bytes of an object, or why it cannot be read.
    fn fetch(&self, id: &str) -> Result<Vec<u8>, String>;

    /// Whether an id belongs to these bytes. `false` can also mean that answering would require a fetch.
    fn is_id_of(&self, id: &str, bytes: &[u8]) -> bool;
}

/// The longest chain of links, as on Linux.
const MAX_LINKS: usize = 40;

impl Memory {
    pub(super) fn new(
        start: &str,
        checkout: Option<PathBuf>,
        entries: impl IntoIterator<Item = (String, Entry)>,
    ) -> Self {
        let checkout = checkout.map(|checkout| fs::canonicalize(&checkout).unwrap_or(checkout));
        let (files, links) = (BTreeMap::new(), BTreeMap::new());
        let mut memory = Self { start: start.to_owned(), checkout, files, links };
        for (path, entry) in entries {
            match entry {
                Entry::File(content) => drop(memory.files.insert(path, content)),
                Entry::Link(target) => drop(memory.links.insert(path, target)),
            }
        }
        memory
    }

    pub(super) fn read(&self, path: &Path) -> Result<Vec<u8>, ReadError> {
        match self.file(path) {
            Some(Content::Bytes(bytes)) => Ok(bytes.to_vec()),
            Some(Content::Stored(store, id)) => store.fetch(id).map_err(ReadError::Unreadable),
            None if self.is_dir(path) => Err(ReadError::Unreadable("it is a directory".to_owned())),
            None => Err(ReadError::Missing),
        }
    }

    /// Whether the file has these bytes. `false` can also mean that answering would require a fetch.
    pub(super) fn has(&self, path: &Path, bytes: &[u8]) -> bool {
        match self.file(path) {
            Some(Content::Bytes(own)) => **own == *bytes,
            Some(Content::Stored(store, id)) => store.is_id_of(id, bytes),
            None => false,
        }
    }

    pub(super) fn is_file(&self, path: &Path) -> bool {
        self.file(path).is_some()
    }

    pub(super) fn is_dir(&self, path: &Path) -> bool {
        self.key(path).is_some_and(|key| self.below(&key).next().is_some())
    }

    /// Like on disk, paths start with `directory` as given. Links are not followed: their targets are elsewhere in the
    /// tree.
    pub(super) fn proto_files(&self, directory: &Path) -> Vec<PathBuf> {
        let Some(key) = self.key(directory) else { return Vec::new() };
        let files = self.below(&key).filter(|file| is_proto(Path::new(file)));
        let mut files: Vec<PathBuf> =
            files.map(|file| directory.join(file[key.len()..].trim_start_matches('/'))).collect();
        // The map sorts by bytes, paths sort by component.
        files.sort();
        files
    }

    pub(super) fn start(&self) -> &Path {
        Path::new(&self.start)
    }

    pub(super) fn checkout(&self) -> Option<&Path> {
        self.checkout.as_deref()
    }

    /// The path in the tree of an absolute path on disk; `None` outside the checkout.
    pub(super) fn of_checkout(&self, path: &Path) -> Option<PathBuf> {
        let checkout = self.checkout.as_ref().filter(|_| path.is_absolute())?;
        let below = |path: &Path| path.strip_prefix(checkout).ok().map(Path::to_owned);
        below(path).or_else(|| below(&real(path)?))
    }

    fn file(&self, path: &Path) -> Option<&Content> {
        self.files.get(&self.key(path)?)
    }

    /// The paths of the files below a directory.
    fn below(&self, directory: &str) -> impl Iterator<Item = &str> {
        let start = if directory.is_empty() { String::new() } else { format!("{directory}/") };
        let from = self.files.range(start.clone()..);
        from.map(|(path, _)| path.as_str()).take_while(move |path| path.starts_with(&start))
    }

    /// The key of a path, with links resolved; `None` if it leads out of the tree.
    fn key(&self, path: &Path) -> Option<String> {
        let mut links = MAX_LINKS;
        if path.is_absolute() {
            let mut key = String::new();
            self.walk(&mut key, &self.of_checkout(path)?, &mut links)?;
            return Some(key);
        }
        let mut key = self.start.clone();
        self.walk(&mut key, path, &mut links)?;
        Some(key)
    }

    fn walk(&self, key: &mut String, path: &Path, links: &mut usize) -> Option<()> {
        for part in path.components() {
            match part {
                Component::CurDir => {}
                Component::Normal(part) => self.step(key, part.to_str()?, links)?,
                Component::ParentDir if key.is_empty() => return None,
                Component::ParentDir => key.truncate(key.rfind('/').unwrap_or(0)),
                Component::RootDir | Component::Prefix(_) => return None,
            }
        }
        Some(())
    }

    fn step(&self, key: &mut String, part: &str, links: &mut usize) -> Option<()> {
        let directory = key.len();
        if directory > 0 {
            key.push('/');
        }
        key.push_str(part);
        let Some(target) = self.links.get(key) else { return Some(()) };
        *links = links.checked_sub(1)?;
        key.truncate(directory);
        self.walk(key, Path::new(target), links)
    }
}

/// The canonical form of a path on disk whose last components need not exist.
fn real(path: &Path) -> Option<PathBuf> {
    path.ancestors().find_map(|there| {
        let rest = path.strip_prefix(there).ok()?;
        fs::canonicalize(there).ok().map(|there| there.join(rest))
    })
}

/// A tree can be very large, so print only the number of files.
impl fmt::Debug for Memory {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Memory({} files)", self.files.len())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tree(start: &str) -> Memory {
        let paths = ["a/b/c.proto", "a/b.proto", "a/b-x/d.proto", "a/b/note.txt"];
        let files =
            paths.map(|path| (path.to_owned(), Entry::File(Content::Bytes(Arc::from(path.as_bytes())))));
        let links =
            [("a/up", "../a/b"), ("a/round", "round/x"), ("a/out", "../../etc"), ("a/absolute", "/a")];
        let links = links.map(|(path, target)| (path.to_owned(), Entry::Link(target.to_owned())));
        Memory::new(start, None, files.into_iter().chain(links))
    }

    fn read(start: &str, path: &str) -> Result<String, ReadError> {
        tree(start).read(Path::new(path)).map(|bytes| String::from_utf8_lossy(&bytes).into_owned())
    }

    #[test]
    fn paths_may_be_spelled_in_several_ways() {
        for path in ["a/b.proto", "./a/b.proto", "a//b.proto", "a/b/../b.proto", "a/up/../b.proto"] {
            assert_eq!(read("", path).as_deref(), Ok("a/b.proto"), "{path}");
        }
        for path in ["../a/b.proto", "/a/b.proto", "b.proto"] {
            assert_eq!(read("", path), Err(ReadError::Missing), "{path}");
        }
        assert_eq!(read("a/b", "../b.proto").as_deref(), Ok("a/b.proto"));
    }

    #[test]
    fn links_are_followed_inside_the_tree() {
        assert_eq!(read("", "a/up/c.proto").as_deref(), Ok("a/b/c.proto"));
        assert!(tree("").is_dir(Path::new("a/up")));
        for path in ["a/round", "a/round/c.proto", "a/out/passwd", "a/absolute/b.proto"] {
            assert_eq!(read("", path), Err(ReadError::Missing), "{path}");
        }
    }

    #[test]
    fn directories_are_those_on_the_way_to_a_file() {
        for path in ["", ".", "a", "a/", "./a/b"] {
            assert!(tree("").is_dir(Path::new(path)) && !tree("").is_file(Path::new(path)), "{path}");
        }
        assert!(!tree("").is_dir(Path::new("a/b.proto")) && !tree("").is_dir(Path::new("a/c")));
        assert!(matches!(read("", "a"), Err(ReadError::Unreadable(_))));
    }

    #[test]
    fn files_below_a_directory_have_its_path() {
        let files = |start: &str, directory: &str| tree(start).proto_files(Path::new(directory));
        assert_eq!(files("", "./a/b"), [Path::new("./a/b/c.proto")]);
        let all = ["a/b/c.proto", "a/b-x/d.proto", "a/b.proto"].map(PathBuf::from);
        assert_eq!(files("", ""), all);
        assert_eq!(files("a/b-x", "../b"), [Path::new("../b/c.proto")]);
        assert!(files("", "../a").is_empty());
    }
}
