//! Import roots.

use std::path::Path;

use crate::files::join;

/// An import root.
#[derive(Clone)]
pub struct Root {
    /// The prefix of import names in it.
    pub prefix: String,
    /// Empty for the current directory.
    pub directory: String,
    /// Whether it is on disk although the files are not.
    pub from_disk: bool,
    /// Where it comes from.
    pub kind: RootKind,
}

/// Where an import root comes from.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum RootKind {
    /// `-I`.
    Included,
    /// An input.
    Input,
    /// Inferred from imports or packages.
    Inferred,
}

impl Root {
    /// An input directory.
    pub fn new(directory: impl Into<String>) -> Self {
        Self { prefix: String::new(), directory: directory.into(), from_disk: false, kind: RootKind::Input }
    }

    /// A root inferred from imports or packages.
    pub fn inferred(directory: impl Into<String>) -> Self {
        Self { kind: RootKind::Inferred, ..Self::new(directory) }
    }

    /// The import name of the file at a path.
    pub fn name_of(&self, file: &str) -> Option<String> {
        Some(join(&self.prefix, below(file, &self.directory)?))
    }

    /// The path of a name.
    pub fn path_of(&self, name: &str) -> Option<String> {
        Some(join(&self.directory, below(name, &self.prefix)?))
    }

    /// Whether an import name resolves to a path.
    pub fn leads(&self, name: &str, path: &str) -> bool {
        below(name, &self.prefix).is_some_and(|rest| below(path, &self.directory) == Some(rest))
    }
}

/// The part of `path` below `directory`. Unlike in settings (`config::is_in`), paths may be absolute or start with
/// `..`, and a directory is not below itself.
pub fn below<'p>(path: &'p str, directory: &str) -> Option<&'p str> {
    match directory {
        "" => (!path.starts_with('/') && !path.starts_with("../")).then_some(path),
        directory => path.strip_prefix(directory.trim_end_matches('/'))?.strip_prefix('/'),
    }
}

/// Common names of import roots; they are not taken for packages.
pub const COMMON_ROOTS: &[&str] = &["proto", "protos", "protobuf", "idl"];

/// The import root of a file whose directory matches its package.
pub fn outer_root(path: &str, package: &str) -> Option<String> {
    if COMMON_ROOTS.contains(&package) {
        return None;
    }
    let (directory, _) = path.rsplit_once('/')?;
    let outer = directory.strip_suffix(package)?;
    if outer.is_empty() { Some(String::new()) } else { Some(outer.strip_suffix('/')?.to_owned()) }
}

/// The innermost directory that contains all files; `None` without files.
pub fn common_directory<'f>(mut files: impl Iterator<Item = &'f String>) -> Option<String> {
    let mut common = Path::new(files.next()?).parent()?;
    for file in files {
        while !Path::new(file).starts_with(common) {
            common = common.parent()?;
        }
    }
    Some(common.to_string_lossy().into_owned())
}
