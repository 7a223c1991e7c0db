//! Arguments of a comparison.

use super::inputs::{ApprovalArgs, LinkArgs, TrustArgs};
use super::terminal::Terminal;
use crate::gate::{Compare, Comparison, Request};

/// What to compare.
#[derive(clap::Args, Debug)]
pub struct CompareArgs {
    /// What there is now: a directory, a file, or one of what `protolint check --help` lists
    #[arg(value_name = "INPUT", default_value = ".")]
    input: String,
    /// What there was: the same kinds of input, such as `main` or `.git#tag=v1.2` [default: what the configuration says]
    #[arg(long, value_name = "INPUT")]
    against: Option<String>,
    /// An earlier version, to find numbers and names that had another meaning in it; may be repeated
    #[arg(long, value_name = "INPUT")]
    history: Vec<String>,
    /// A directory in which imports are found, before those of the inputs; may be repeated
    #[arg(short = 'I', long = "proto-path", value_name = "[PREFIX=]DIR")]
    proto_path: Vec<String>,
    /// Say nothing about files that are only imported
    #[arg(long)]
    exclude_imports: bool,
    /// Compare only files that INPUT has: what was deleted is not told
    #[arg(long)]
    limit_to_input_files: bool,
    /// Compare only these files and directories of both inputs, and what they import
    #[arg(long, value_name = "PATH", value_delimiter = ',')]
    path: Vec<String>,
    /// Leave these files and directories out, of both inputs
    #[arg(long, value_name = "PATH", value_delimiter = ',')]
    exclude_path: Vec<String>,
    #[command(flatten)]
    approvals: ApprovalArgs,
    #[command(flatten)]
    links: LinkArgs,
    #[command(flatten)]
    trust: TrustArgs,
    /// The configuration to take instead of the one that is found, or a key to set; may be repeated
    #[arg(long, value_name = "FILE|TEXT|KEY=VALUE")]
    config: Vec<String>,
    /// The same for what there was; it only says which files there are
    #[arg(long, value_name = "FILE|TEXT")]
    against_config: Vec<String>,
    /// Run only these rules, by id or category
    #[arg(long, value_name = "RULE", value_delimiter = ',')]
    only: Vec<String>,
    /// Leave these rules out, by id or category
    #[arg(long, value_name = "RULE", value_delimiter = ',')]
    skip: Vec<String>,
}

/// A comparison as typed.
pub struct Typed<'a> {
    args: &'a CompareArgs,
    request: Request,
    comparison: Comparison,
}

impl CompareArgs {
    /// What the arguments ask for.
    pub fn typed(&self) -> Typed<'_> {
        let request = Request {
            includes: self.proto_path.clone(),
            paths: self.path.clone(),
            exclude_paths: self.exclude_path.clone(),
            links: self.links.links(),
            config: self.config.clone(),
            trust_config: self.trust.trusts(),
            only: self.only.clone(),
            skip: self.skip.clone(),
            as_buf: true,
        };
        let (against, history) = (self.against.clone(), self.history.clone());
        let comparison = Comparison { against, history, approvals: self.approvals.approvals.clone() };
        Typed { args: self, request, comparison }
    }
}

impl Typed<'_> {
    /// The comparison.
    pub fn compare(&self) -> Compare<'_> {
        Compare {
            input: &self.args.input,
            request: &self.request,
            comparison: &self.comparison,
            against_config: &self.args.against_config,
            exclude_imports: self.args.exclude_imports,
            limit_to_input_files: self.args.limit_to_input_files,
            notify: &Terminal,
        }
    }
}
