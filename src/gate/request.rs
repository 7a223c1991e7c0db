//! What to check.

use std::path::PathBuf;

use crate::files::Symlinks;
use crate::workspace::{Notify, Scope};

/// What of the sources to check, and by which rules.
#[derive(Clone, Debug, Default)]
pub struct Request {
    /// Directories in which imports are found, as `-I` takes them: `DIR` or `PREFIX=DIR`.
    pub includes: Vec<String>,
    /// Files and directories to report on; all where there are none.
    pub paths: Vec<String>,
    /// Files and directories to leave out.
    pub exclude_paths: Vec<String>,
    /// Which links in directories are followed.
    pub links: Symlinks,
    /// A configuration to take instead of the one that is found, and keys to set, as `--config` takes them.
    pub config: Vec<String>,
    /// Whether configurations may name repositories on other machines, and those inside the working tree.
    pub trust_config: bool,
    /// The only rules to run, by id or category; those of the configuration where there are none.
    pub only: Vec<String>,
    /// Rules to leave out, by id or category.
    pub skip: Vec<String>,
    /// Whether what protoc refuses and buf accepts is no error where a file of buf is in charge.
    pub as_buf: bool,
}

/// What to compare with.
#[derive(Clone, Debug, Default)]
pub struct Comparison {
    /// An input such as `main`; what the configuration says where there is none.
    pub against: Option<String>,
    /// Earlier versions, to find numbers and names that had another meaning in them.
    pub history: Vec<String>,
    /// The file of approved changes; the one beside the configuration, if there is one, where none is named.
    pub approvals: Option<PathBuf>,
}

impl Request {
    pub(super) fn scope<'a>(&'a self, notify: &'a dyn Notify) -> Scope<'a> {
        Scope {
            includes: &self.includes,
            paths: &self.paths,
            exclude_paths: &self.exclude_paths,
            links: self.links,
            config: &self.config,
            as_buf: self.as_buf,
            notify,
            ..Scope::default()
        }
    }

    /// Whether a rule that is configured runs.
    pub(super) fn runs(&self, id: &str) -> bool {
        let is_in = |names: &[String]| names.iter().any(|name| name == id);
        (self.only.is_empty() || is_in(&self.only)) && !is_in(&self.skip)
    }
}
