//! `--path` and `--exclude-path`: a part of what is there.

use std::path::{Path, PathBuf};

use crate::files::Tree;

/// Files and directories to limit a run to. Paths are those from the root of the tree.
#[derive(Debug, Default)]
pub struct Filter {
    paths: Vec<PathBuf>,
    excludes: Vec<PathBuf>,
    leave_links: bool,
}

impl Filter {
    /// Only what is in `paths`, if there are any, and nothing that is in `excludes`; links in directories may be left.
    pub fn new(tree: &Tree, paths: &[String], excludes: &[String], leave_links: bool) -> Self {
        let absolute = |paths: &[String]| paths.iter().map(|path| tree.absolute(Path::new(path))).collect();
        Self { paths: absolute(paths), excludes: absolute(excludes), leave_links }
    }

    /// Whether links in directories are followed.
    pub fn follows_links(&self) -> bool {
        !self.leave_links
    }

    /// The paths outside which nothing is taken; none where there is no such limit.
    pub fn limits(&self) -> &[PathBuf] {
        &self.paths
    }

    /// Whether everything is taken.
    pub fn is_empty(&self) -> bool {
        self.paths.is_empty() && self.excludes.is_empty()
    }

    /// Whether a file is taken, by its path from the root of the tree.
    pub fn takes(&self, file: &Path) -> bool {
        let is_in = |paths: &[PathBuf]| paths.iter().any(|path| file.starts_with(path));
        (self.paths.is_empty() || is_in(&self.paths)) && !is_in(&self.excludes)
    }
}
