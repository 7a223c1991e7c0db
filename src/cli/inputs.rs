//! Arguments that name inputs.

use std::path::PathBuf;

use crate::files::Symlinks;
use crate::input::Changes;
use crate::workspace::{Since, Sources};

/// The kinds of input, for the help of a command.
pub const INPUTS_HELP: &str = "PATH can also be:\n  \
    a git revision      `main`, `HEAD~1`, `v1.2`, `main:proto`, or `last-tag`, the highest version tag\n  \
    a git repository    `.git#branch=main,subdir=proto`, or a URL; also `tag`, `commit`, `ref`\n  \
    an archive          tar, tar.gz, tar.zst, zip; `a.tgz#strip_components=1,subdir=proto`\n  \
    a descriptor set    binpb or json, also packed with gzip or zstd; `-` is standard input\n\
    If a file and a revision share a name, the file wins; write `git:main` for the revision.";

/// The values of `--config`, for the help of a command.
pub const CONFIG_HELP: &str = "--config can be one of these:\n  \
    KEY=VALUE           sets a key of protolint.toml for this run, whatever the configuration:\n  \
    \x20                   `rules.STANDARD=error`, `breaking.against=main`\n  \
    a file              used instead of the one found, if it ends in .toml, .yaml, .yml or .json;\n  \
    \x20                   write `./name` if the name contains `=`\n  \
    anything else       the text of a buf.yaml, in YAML or JSON";

/// How to treat symbolic links.
#[derive(clap::Args, Clone, Copy, Debug)]
pub struct LinkArgs {
    /// Do not follow symbolic links in directories
    #[arg(long, conflicts_with = "follow_links")]
    disable_symlinks: bool,
    /// Also follow symbolic links that lead out of PATH and its working tree
    #[arg(long)]
    follow_links: bool,
}

impl LinkArgs {
    /// Which links are followed.
    pub fn links(self) -> Symlinks {
        match (self.disable_symlinks, self.follow_links) {
            (true, _) => Symlinks::Leave,
            (_, true) => Symlinks::Follow,
            _ => Symlinks::Inside,
        }
    }
}

/// Whether the user trusts the configuration files.
#[derive(clap::Args, Clone, Copy, Debug)]
pub struct TrustArgs {
    /// Allow configuration files to name remote repositories, and repositories inside the working tree [env:
    /// `PROTOLINT_TRUST_CONFIG=1`]
    #[arg(long)]
    trust_config: bool,
}

impl TrustArgs {
    /// Whether configuration files are trusted.
    pub fn trusts(self) -> bool {
        self.trust_config || std::env::var_os("PROTOLINT_TRUST_CONFIG").is_some_and(|value| value == "1")
    }
}

/// The approvals file.
#[derive(clap::Args, Debug)]
pub struct ApprovalArgs {
    /// File of approved changes [default: protolint-approvals.toml next to the configuration if it exists]
    #[arg(long, value_name = "FILE")]
    pub approvals: Option<PathBuf>,
}

/// The inputs of a command.
#[derive(clap::Args, Debug)]
pub struct SourceArgs {
    /// Files and directories, or another input listed below; imports outside them are read but not linted
    #[arg(value_name = "PATH", default_value = ".")]
    pub paths: Vec<String>,
    /// Import root, searched before the directories of PATH; may be repeated
    #[arg(short = 'I', long = "proto-path", value_name = "[PREFIX=]DIR")]
    pub proto_path: Vec<String>,
    /// Read the staged files instead of the working tree, and report only on them and on compile errors
    #[arg(long, conflicts_with = "changed")]
    pub staged: bool,
    /// Report only on files that differ from a git revision (or from the merge base with the default branch), and on
    /// compile errors
    #[arg(long, value_name = "REV", num_args = 0..=1, require_equals = true, default_missing_value = "")]
    pub changed: Option<String>,
}

impl SourceArgs {
    /// Opens the inputs; with `--staged` or `--changed`, also the set of changed files.
    pub fn open(&self) -> Result<(Sources, Option<Changes>), String> {
        let since = match (self.staged, self.changed.as_deref()) {
            (false, None) => return Ok((Sources::open(&self.paths)?, None)),
            (true, _) => Since::Staged,
            (_, Some("")) => Since::Revision(None),
            (_, since) => Since::Revision(since),
        };
        since.open(&self.paths).map(|(sources, changes)| (sources, Some(changes)))
    }
}
