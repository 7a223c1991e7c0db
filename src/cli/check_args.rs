//! Arguments of a check.

use super::inputs::{LinkArgs, SourceArgs};
use super::rule_args::RuleArgs;
use crate::gate::Request;
use crate::input::Changes;
use crate::workspace::Sources;

/// What to check, and by which rules.
#[derive(clap::Args, Debug)]
pub struct CheckArgs {
    #[command(flatten)]
    sources: SourceArgs,
    /// Report only on these files and directories in PATH (import names for a descriptor set); imports are still read,
    /// and compile errors in them reported
    #[arg(long, value_name = "PATH", value_delimiter = ',')]
    path: Vec<String>,
    /// Exclude these files and directories
    #[arg(long, value_name = "PATH", value_delimiter = ',')]
    exclude_path: Vec<String>,
    #[command(flatten)]
    links: LinkArgs,
    #[command(flatten)]
    rules: RuleArgs,
}

impl CheckArgs {
    /// Opens the inputs; with `--staged` or `--changed`, also the set of changed files.
    pub fn open(&self) -> Result<(Sources, Option<Changes>), String> {
        self.sources.open()
    }

    /// What to check; `as_buf` accepts what buf accepts.
    pub fn request(&self, as_buf: bool) -> Request {
        Request {
            includes: self.sources.proto_path.clone(),
            paths: self.path.clone(),
            exclude_paths: self.exclude_path.clone(),
            links: self.links.links(),
            as_buf,
            ..self.rules.request()
        }
    }
}
