//! Which of the sources to check.

use rustc_hash::FxHashMap;

use crate::compile::{EarlierFiles, clean_path};
use crate::config::is_in;
use crate::files::Symlinks;
use crate::naming::{MayBeEmpty, Notify};

/// Which of the sources to check, how to resolve imports, and what is known already.
#[derive(Clone, Debug, Default)]
pub struct Scope<'a> {
    /// Import roots besides those of modules.
    pub includes: &'a [String],
    /// The files and directories to check; all if empty.
    pub paths: &'a [String],
    /// The files and directories to exclude.
    pub exclude_paths: &'a [String],
    /// Which links in directories are followed.
    pub links: Symlinks,
    /// What may have no files.
    pub may_be_empty: MayBeEmpty,
    /// Files that are already parsed.
    pub known: EarlierFiles,
    /// Whether to accept what buf accepts and protoc does not, if a configuration of buf applies.
    pub as_buf: bool,
    /// A configuration to use instead of the one found, and keys to set.
    pub config: &'a [String],
    /// The directory that this configuration is for, if not the input.
    pub home: Option<String>,
    /// Known import names, by path, for roots that are inferred.
    pub names: FxHashMap<String, String>,
    /// Receives notes for the user.
    pub notify: &'a dyn Notify,
}

impl Scope<'_> {
    /// Whether a file of a descriptor set is selected by its import name. As in buf, a path inside an excluded
    /// directory is selected.
    pub fn selects(&self, name: &str) -> bool {
        let path = innermost(name, self.paths);
        innermost(name, self.exclude_paths)
            .map_or(self.paths.is_empty() || path.is_some(), |excluded| path > Some(excluded))
    }

    /// Whether a file is excluded, by its import name or path.
    pub fn excludes(&self, file: &str) -> bool {
        innermost(file, self.exclude_paths).is_some()
    }
}

/// The length of the innermost path that contains a file.
fn innermost(file: &str, paths: &[String]) -> Option<usize> {
    paths.iter().map(|path| clean_path(path)).filter(|path| is_in(file, path)).map(|path| path.len()).max()
}
