//! What to check.

use std::path::PathBuf;

use crate::files::Symlinks;
use crate::naming::Notify;
use crate::workspace::Scope;

/// What to check, and with which rules.
#[derive(Clone, Debug, Default)]
pub struct Request {
    /// Import roots, as for `-I`: `DIR` or `PREFIX=DIR`.
    pub includes: Vec<String>,
    /// Files and directories to report on; all if empty.
    pub paths: Vec<String>,
    /// Files and directories to exclude.
    pub exclude_paths: Vec<String>,
    /// Which links in directories are followed.
    pub links: Symlinks,
    /// A configuration to use instead of the one found, and keys to set, as for `--config`.
    pub config: Vec<String>,
    /// Whether configurations may name remote repositories, and repositories inside the working tree.
    pub trust_config: bool,
    /// The rules to run, by id or category; if empty, those of the configuration.
    pub only: Vec<String>,
    /// Rules not to run, by id or category.
    pub skip: Vec<String>,
    /// Whether to accept what buf accepts and protoc does not, if a configuration of buf applies.
    pub as_buf: bool,
}

/// What to compare with.
#[derive(Clone, Debug, Default)]
pub struct Comparison {
    /// An input such as `main`; if `None`, that of the configuration.
    pub against: Option<String>,
    /// Older versions, to detect reused numbers and names.
    pub history: Vec<String>,
    /// The approvals file; if `None`, the default next to the configuration.
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

    /// Whether `only` and `skip` allow a rule to run.
    pub(super) fn runs(&self, id: &str) -> bool {
        let is_in = |names: &[String]| names.iter().any(|name| name == id);
        (self.only.is_empty() || is_in(&self.only)) && !is_in(&self.skip)
    }
}
