//! `--path` and `--exclude-path`: limits a run to some files.

use std::fmt::Debug;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use crate::files::{Skips, Symlinks, Tree};

/// What may have no files.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug, Default)]
pub enum MayBeEmpty {
    /// Nothing: each requested module must have files.
    #[default]
    Nothing,
    /// Modules, if another one has files.
    Modules,
    /// Everything.
    All,
}

/// A limit that a configuration sets.
pub trait Limit: Debug + Send + Sync {
    /// Whether a file is selected, by its absolute path in the tree.
    fn selects(&self, file: &Path) -> bool;
}

/// The files and directories that a run is limited to. Paths are absolute in the tree.
#[derive(Clone, Debug, Default)]
pub struct Filter {
    paths: Vec<PathBuf>,
    excludes: Vec<PathBuf>,
    links: Symlinks,
    skips: Option<Skips>,
    may_be_empty: MayBeEmpty,
    configured: Vec<Arc<dyn Limit>>,
}

impl Filter {
    /// Selects files in `paths`, or all if it is empty, that are not in `excludes`.
    pub fn new(tree: &Tree, paths: &[String], excludes: &[String], links: Symlinks) -> Self {
        let absolute = |paths: &[String]| paths.iter().map(|path| tree.absolute(Path::new(path))).collect();
        Self { paths: absolute(paths), excludes: absolute(excludes), links, ..Self::default() }
    }

    /// Selects all files, and follows all links, as protoc does.
    pub fn unlimited() -> Self {
        Self { links: Symlinks::Follow, ..Self::default() }
    }

    /// The filter with another [`MayBeEmpty`].
    #[must_use]
    pub fn with_may_be_empty(self, may_be_empty: MayBeEmpty) -> Self {
        Self { may_be_empty, ..self }
    }

    /// What may have no files.
    pub fn may_be_empty(&self) -> MayBeEmpty {
        self.may_be_empty
    }

    /// The filter with a test for directories that are skipped.
    #[must_use]
    pub fn with_skips(self, skips: Skips) -> Self {
        Self { skips: Some(skips), ..self }
    }

    /// The test for directories that are skipped.
    pub fn skips(&self) -> Option<Skips> {
        self.skips
    }

    /// Which links in directories are followed.
    pub fn links(&self) -> Symlinks {
        self.links
    }

    /// The filter with the limits of a configuration.
    #[must_use]
    pub fn with_limits(self, configured: Vec<Arc<dyn Limit>>) -> Self {
        Self { configured, ..self }
    }

    /// The paths that the run is limited to; empty for no limit.
    pub fn limits(&self) -> &[PathBuf] {
        &self.paths
    }

    /// Whether all files are selected.
    pub fn is_empty(&self) -> bool {
        self.names().is_none()
    }

    /// The options that limit the files, for messages.
    pub fn names(&self) -> Option<&'static str> {
        if !self.paths.is_empty() || !self.excludes.is_empty() {
            Some("`--path` and `--exclude-path`")
        } else if !self.configured.is_empty() {
            Some("`paths` and `exclude` of the configuration")
        } else {
            None
        }
    }

    /// Whether a file is selected, by its absolute path in the tree.
    pub fn selects(&self, file: &Path) -> bool {
        let is_in = |paths: &[PathBuf]| paths.iter().any(|path| file.starts_with(path));
        (self.paths.is_empty() || is_in(&self.paths))
            && !is_in(&self.excludes)
            && self.configured.iter().all(|limit| limit.selects(file))
    }
}

/// The error if no files are selected.
pub fn nothing_to_check(paths: &[String], filter: &Filter) -> String {
    let paths = paths.join(", ");
    match filter.names() {
        None => format!("{paths}: no .proto files to check"),
        Some(names) => format!("{paths}: no .proto files to check match {names}"),
    }
}
