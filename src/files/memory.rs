//! Files that were read before, by path.

use std::collections::BTreeMap;
use std::fmt;
use std::path::{Component, Path, PathBuf};

use super::{Fault, is_proto};

/// The files of an archive or a git revision.
pub struct Memory {
    /// Keys are written with `/`, without a leading one and without `.` and `..` parts.
    files: BTreeMap<String, Vec<u8>>,
}

impl Memory {
    pub(super) fn new(files: impl IntoIterator<Item = (String, Vec<u8>)>) -> Self {
        Self { files: files.into_iter().collect() }
    }

    pub(super) fn read(&self, path: &Path) -> Result<Vec<u8>, Fault> {
        match self.file(path) {
            Some(bytes) => Ok(bytes.clone()),
            None if self.is_dir(path) => Err(Fault::Unreadable("it is a directory".to_owned())),
            None => Err(Fault::Missing),
        }
    }

    pub(super) fn is_file(&self, path: &Path) -> bool {
        self.file(path).is_some()
    }

    pub(super) fn is_dir(&self, path: &Path) -> bool {
        key(path).is_some_and(|key| self.below(&key).next().is_some())
    }

    /// Paths begin with `directory` as it is given, as those of the disk do.
    pub(super) fn proto_files(&self, directory: &Path) -> Vec<PathBuf> {
        let Some(key) = key(directory) else { return Vec::new() };
        let files = self.below(&key).filter(|file| is_proto(Path::new(file)));
        let mut files: Vec<PathBuf> =
            files.map(|file| directory.join(file[key.len()..].trim_start_matches('/'))).collect();
        // A map of strings has another order where one name is the beginning of another.
        files.sort();
        files
    }

    fn file(&self, path: &Path) -> Option<&Vec<u8>> {
        self.files.get(&key(path)?)
    }

    /// The paths of the files below a directory.
    fn below(&self, directory: &str) -> impl Iterator<Item = &str> {
        let start = if directory.is_empty() { String::new() } else { format!("{directory}/") };
        let from = self.files.range(start.clone()..);
        from.map(|(path, _)| path.as_str()).take_while(move |path| path.starts_with(&start))
    }
}

/// A tree can hold very many bytes; their number says enough.
impl fmt::Debug for Memory {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Memory({} files)", self.files.len())
    }
}

/// How a path is written in the map; `None` for one that leads out of the tree.
fn key(path: &Path) -> Option<String> {
    let mut parts: Vec<&str> = Vec::new();
    for part in path.components() {
        match part {
            Component::CurDir => {}
            Component::Normal(part) => parts.push(part.to_str()?),
            Component::ParentDir => {
                parts.pop()?;
            }
            Component::RootDir | Component::Prefix(_) => return None,
        }
    }
    Some(parts.join("/"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tree() -> Memory {
        let paths = ["a/b/c.proto", "a/b.proto", "a/b-x/d.proto", "a/b/note.txt"];
        Memory::new(paths.map(|path| (path.to_owned(), path.as_bytes().to_vec())))
    }

    #[test]
    fn paths_may_be_spelled_in_several_ways() {
        for path in ["a/b.proto", "./a/b.proto", "a//b.proto", "a/b/../b.proto"] {
            assert_eq!(tree().read(Path::new(path)).as_deref(), Ok(&b"a/b.proto"[..]), "{path}");
        }
        for path in ["../a/b.proto", "/a/b.proto", "b.proto"] {
            assert_eq!(tree().read(Path::new(path)), Err(Fault::Missing), "{path}");
        }
    }

    #[test]
    fn directories_are_those_on_the_way_to_a_file() {
        for path in ["", ".", "a", "a/", "./a/b"] {
            assert!(tree().is_dir(Path::new(path)) && !tree().is_file(Path::new(path)), "{path}");
        }
        assert!(!tree().is_dir(Path::new("a/b.proto")) && !tree().is_dir(Path::new("a/c")));
        assert!(matches!(tree().read(Path::new("a")), Err(Fault::Unreadable(_))));
    }

    #[test]
    fn files_below_a_directory_have_its_path() {
        let files = |directory: &str| tree().proto_files(Path::new(directory));
        assert_eq!(files("./a/b"), [Path::new("./a/b/c.proto")]);
        let all = ["a/b/c.proto", "a/b-x/d.proto", "a/b.proto"].map(PathBuf::from);
        assert_eq!(files(""), all);
        assert!(files("../a").is_empty());
    }
}
