//! The directories in which names of files begin.

use std::path::Path;

/// A directory in which imports are looked up.
#[derive(Clone)]
pub struct Root {
    /// What the names of files in it begin with.
    pub prefix: String,
    /// Empty for the current directory.
    pub directory: String,
    /// Whether it is on the disk, though the files are not.
    pub from_disk: bool,
    /// Why.
    pub kind: RootKind,
}

/// Why imports are looked up in a directory.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum RootKind {
    /// `-I` says so.
    Included,
    /// Files in it are checked.
    Named,
    /// Imports were found from there.
    Inferred,
}

impl Root {
    /// A directory that was named.
    pub fn new(directory: impl Into<String>) -> Self {
        Self { prefix: String::new(), directory: directory.into(), from_disk: false, kind: RootKind::Named }
    }

    /// A directory that imports or packages point to.
    pub fn inferred(directory: impl Into<String>) -> Self {
        Self { kind: RootKind::Inferred, ..Self::new(directory) }
    }

    /// The name of a file at a path.
    pub fn name_of(&self, file: &str) -> Option<String> {
        Some(join(&self.prefix, below(file, &self.directory)?))
    }

    /// The path of a name.
    pub fn path_of(&self, name: &str) -> Option<String> {
        Some(join(&self.directory, below(name, &self.prefix)?))
    }

    /// Whether a name leads to a path.
    pub fn leads(&self, name: &str, path: &str) -> bool {
        below(name, &self.prefix).is_some_and(|rest| below(path, &self.directory) == Some(rest))
    }
}

/// The path of a name in a directory, which is empty for the current one.
pub fn join(directory: &str, name: &str) -> String {
    if directory.is_empty() { name.to_owned() } else { format!("{}/{name}", directory.trim_end_matches('/')) }
}

/// The part of `path` below `directory`.
pub fn below<'p>(path: &'p str, directory: &str) -> Option<&'p str> {
    match directory {
        "" => (!path.starts_with('/') && !path.starts_with("../")).then_some(path),
        directory => path.strip_prefix(directory.trim_end_matches('/'))?.strip_prefix('/'),
    }
}

/// What a directory is often called in which names begin, whatever the packages in it are called.
pub const COMMON_ROOTS: &[&str] = &["proto", "protos", "protobuf", "idl"];

/// The directory in which the name of a file of a package begins, if its directory is called after the package.
pub fn outer_root(path: &str, package: &str) -> Option<String> {
    if COMMON_ROOTS.contains(&package) {
        return None;
    }
    let (directory, _) = path.rsplit_once('/')?;
    let outer = directory.strip_suffix(package)?;
    if outer.is_empty() { Some(String::new()) } else { Some(outer.strip_suffix('/')?.to_owned()) }
}

/// The innermost directory that holds all files; `None` where there are no files.
pub fn common_directory<'f>(mut files: impl Iterator<Item = &'f String>) -> Option<String> {
    let mut common = Path::new(files.next()?).parent()?;
    for file in files {
        while !Path::new(file).starts_with(common) {
            common = common.parent()?;
        }
    }
    Some(common.to_string_lossy().into_owned())
}
