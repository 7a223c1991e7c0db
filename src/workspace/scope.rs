//! What of the sources is meant.

use rustc_hash::FxHashMap;

use super::filter::MayBeEmpty;
use super::notify::Notify;
use crate::compile::{EarlierFiles, clean_path};
use crate::config::is_in;
use crate::files::Symlinks;

/// What of the sources is meant, how to check it, and what is known of it.
#[derive(Clone, Debug, Default)]
pub struct Scope<'a> {
    /// Where imports are found, besides the roots of modules.
    pub includes: &'a [String],
    /// The files and directories to stay in, if there are any.
    pub paths: &'a [String],
    /// The files and directories to stay out of.
    pub exclude_paths: &'a [String],
    /// Which links in directories are followed.
    pub links: Symlinks,
    /// What may be without any file.
    pub may_be_empty: MayBeEmpty,
    /// Files that were parsed before.
    pub known: EarlierFiles,
    /// Whether what protoc refuses and buf accepts is no error where a file of buf is in charge.
    pub as_buf: bool,
    /// A configuration to take instead of the one that is found, and keys to set.
    pub config: &'a [String],
    /// The directory that the configuration to take is for, where that is not the input.
    pub home: Option<String>,
    /// What files are called, by path, where nothing says where names begin.
    pub names: FxHashMap<String, String>,
    /// Hears what the user should know.
    pub notify: &'a dyn Notify,
}

impl Scope<'_> {
    /// Whether a file of a descriptor set is meant: there, paths are names. As with buf, a path in an excluded directory
    /// is meant all the same.
    pub fn takes(&self, name: &str) -> bool {
        let path = innermost(name, self.paths);
        innermost(name, self.exclude_paths)
            .map_or(self.paths.is_empty() || path.is_some(), |excluded| path > Some(excluded))
    }

    /// Whether a file is excluded, by its name or its path.
    pub fn excludes(&self, file: &str) -> bool {
        innermost(file, self.exclude_paths).is_some()
    }
}

/// The length of the innermost of the paths that a file is in.
fn innermost(file: &str, paths: &[String]) -> Option<usize> {
    paths.iter().map(|path| clean_path(path)).filter(|path| is_in(file, path)).map(|path| path.len()).max()
}
