//! `--path` and `--exclude-path`: a part of what is there.

use std::path::{Path, PathBuf};

use crate::config::{Base, Files, Module};
use crate::files::{Ignored, Symlinks, Tree};

/// What may be without any file.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug, Default)]
pub enum MayBeEmpty {
    /// Nothing: each module that was named has files.
    #[default]
    Nothing,
    /// A module, if another one has files.
    Modules,
    /// Everything.
    All,
}

/// Files and directories to limit a run to. Paths are those from the root of the tree.
#[derive(Clone, Debug, Default)]
pub struct Filter {
    paths: Vec<PathBuf>,
    excludes: Vec<PathBuf>,
    links: Symlinks,
    ignored: Ignored,
    may_be_empty: MayBeEmpty,
    /// What a configuration says, and where.
    configured: Vec<(Base, Files)>,
}

impl Filter {
    /// Only what is in `paths`, if there are any, and nothing that is in `excludes`.
    pub fn new(tree: &Tree, paths: &[String], excludes: &[String], links: Symlinks) -> Self {
        let absolute = |paths: &[String]| paths.iter().map(|path| tree.absolute(Path::new(path))).collect();
        Self { paths: absolute(paths), excludes: absolute(excludes), links, ..Self::default() }
    }

    /// No limit, and all links are followed, as protoc does.
    pub fn unlimited() -> Self {
        Self { links: Symlinks::Follow, ..Self::default() }
    }

    /// The same, which may also leave no files.
    #[must_use]
    pub fn that_may_be_empty(self, may_be_empty: MayBeEmpty) -> Self {
        Self { may_be_empty, ..self }
    }

    /// What may be without any file.
    pub fn may_be_empty(&self) -> MayBeEmpty {
        self.may_be_empty
    }

    /// The same, without directories that git ignores.
    #[must_use]
    pub fn without_ignored(self) -> Self {
        Self { ignored: Ignored::Skip, ..self }
    }

    /// What to do about directories that git ignores.
    pub fn ignored(&self) -> Ignored {
        self.ignored
    }

    /// Which links in directories are followed.
    pub fn links(&self) -> Symlinks {
        self.links
    }

    /// The same, for files that a configuration does not leave out.
    #[must_use]
    pub fn with(mut self, base: &Base, modules: &[Module]) -> Self {
        let limits = modules.iter().map(|module| &module.files).filter(|files| !files.are_all());
        self.configured = limits.map(|files| (base.clone(), files.clone())).collect();
        self
    }

    /// The paths outside which nothing is taken; none where there is no such limit.
    pub fn limits(&self) -> &[PathBuf] {
        &self.paths
    }

    /// Whether everything is taken.
    pub fn is_empty(&self) -> bool {
        self.names().is_none()
    }

    /// What limits the files, as the user knows it.
    pub fn names(&self) -> Option<&'static str> {
        if !self.paths.is_empty() || !self.excludes.is_empty() {
            Some("`--path` and `--exclude-path`")
        } else if !self.configured.is_empty() {
            Some("`paths` and `exclude` of the configuration")
        } else {
            None
        }
    }

    /// Whether a file is taken, by its path from the root of the tree.
    pub fn takes(&self, file: &Path) -> bool {
        let is_in = |paths: &[PathBuf]| paths.iter().any(|path| file.starts_with(path));
        let is_own = |(base, files): &(Base, Files)| base.relative(file).is_none_or(|path| files.have(&path));
        (self.paths.is_empty() || is_in(&self.paths))
            && !is_in(&self.excludes)
            && self.configured.iter().all(is_own)
    }
}

/// What to say where nothing is left.
pub fn nothing_to_check(paths: &[String], filter: &Filter) -> String {
    let paths = paths.join(", ");
    match filter.names() {
        None => format!("{paths}: there are no .proto files to check"),
        Some(names) => format!("{paths}: {names} leave no .proto files to check"),
    }
}
