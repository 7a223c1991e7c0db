//! Arguments of a check.

use super::inputs::{LinkArgs, SourceArgs, TrustArgs};
use crate::gate::Request;
use crate::input::Changes;
use crate::workspace::Sources;

/// What to check, and by which rules.
#[derive(clap::Args, Debug)]
pub struct CheckArgs {
    #[command(flatten)]
    sources: SourceArgs,
    /// Report only on these files and directories in PATH, which are names in a descriptor set; their imports are read,
    /// and errors of the compiler in them reported
    #[arg(long, value_name = "PATH", value_delimiter = ',')]
    path: Vec<String>,
    /// Leave these files and directories out
    #[arg(long, value_name = "PATH", value_delimiter = ',')]
    exclude_path: Vec<String>,
    /// The configuration to take instead of the one that is found, or a key to set; may be repeated
    #[arg(long, value_name = "FILE|TEXT|KEY=VALUE")]
    config: Vec<String>,
    #[command(flatten)]
    links: LinkArgs,
    #[command(flatten)]
    trust: TrustArgs,
    /// Run only these rules, by id or category; errors of the compiler are shown all the same
    #[arg(long, value_name = "RULE", value_delimiter = ',')]
    only: Vec<String>,
    /// Leave these rules out, by id or category
    #[arg(long, value_name = "RULE", value_delimiter = ',')]
    skip: Vec<String>,
}

impl CheckArgs {
    /// Opens what is named, with what changed of it, unless all is of interest.
    pub fn open(&self) -> Result<(Sources, Option<Changes>), String> {
        self.sources.open()
    }

    /// What to check of it; `as_buf` for those who would call buf, who have files of buf that it accepts.
    pub fn request(&self, as_buf: bool) -> Request {
        Request {
            includes: self.sources.proto_path.clone(),
            paths: self.path.clone(),
            exclude_paths: self.exclude_path.clone(),
            links: self.links.links(),
            config: self.config.clone(),
            trust_config: self.trust.trusts(),
            only: self.only.clone(),
            skip: self.skip.clone(),
            as_buf,
        }
    }
}
