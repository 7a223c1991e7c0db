//! Arguments of a comparison.

use super::inputs::{ApprovalArgs, LinkArgs};
use super::rule_args::RuleArgs;
use super::terminal::Terminal;
use crate::gate::{Compare, Comparison, Request};

/// What to compare.
#[derive(clap::Args, Debug)]
pub struct CompareArgs {
    /// The new version: a directory, a file, or another input that `protolint check --help` lists
    #[arg(value_name = "INPUT", default_value = ".")]
    input: String,
    /// The old version: the same kinds of input, such as `main` or `.git#tag=v1.2` [default: from the configuration]
    #[arg(long, value_name = "INPUT")]
    against: Option<String>,
    /// Older version, to detect reused field numbers and names; may be repeated
    #[arg(long, value_name = "INPUT")]
    history: Vec<String>,
    /// Import root, searched before those of the inputs; may be repeated
    #[arg(short = 'I', long = "proto-path", value_name = "[PREFIX=]DIR")]
    proto_path: Vec<String>,
    /// Do not report on files that are only imported
    #[arg(long)]
    exclude_imports: bool,
    /// Compare only files that INPUT has, so that deleted files are not reported
    #[arg(long)]
    limit_to_input_files: bool,
    /// Compare only these files and directories of both inputs, and their imports
    #[arg(long, value_name = "PATH", value_delimiter = ',')]
    path: Vec<String>,
    /// Exclude these files and directories of both inputs
    #[arg(long, value_name = "PATH", value_delimiter = ',')]
    exclude_path: Vec<String>,
    #[command(flatten)]
    approvals: ApprovalArgs,
    #[command(flatten)]
    links: LinkArgs,
    #[command(flatten)]
    rules: RuleArgs,
    /// The configuration of the old version; only its list of files is used
    #[arg(long, value_name = "FILE|TEXT")]
    against_config: Vec<String>,
}

/// The arguments of a comparison, converted.
pub struct Typed<'a> {
    args: &'a CompareArgs,
    request: Request,
    comparison: Comparison,
}

impl CompareArgs {
    /// Converts the arguments.
    pub fn typed(&self) -> Typed<'_> {
        let request = Request {
            includes: self.proto_path.clone(),
            paths: self.path.clone(),
            exclude_paths: self.exclude_path.clone(),
            links: self.links.links(),
            as_buf: true,
            ..self.rules.request()
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
