//! Arguments that name inputs.

use std::path::PathBuf;

use crate::files::Symlinks;
use crate::input::Changes;
use crate::workspace::{Since, Sources};

/// What the paths of a command can be, for its help.
pub const INPUTS_HELP: &str = "Instead of files and directories, PATH can be one of these:\n  \
    a git revision      `main`, `HEAD~1`, `v1.2`, `main:proto`, or `last-tag`, the newest version\n  \
    a git repository    `.git#branch=main,subdir=proto`, or its address; also `tag`, `commit`, `ref`\n  \
    an archive          tar, tar.gz, tar.zst, zip; `a.tgz#strip_components=1,subdir=proto`\n  \
    a descriptor set    binpb or json, also packed with gzip or zstd; `-` is standard input\n\
    What there is on the disk is meant first; `git:main` is the revision also where a file is called `main`.";

/// What to take for which option, for the help of a command.
pub const CONFIG_HELP: &str = "--config can be one of these:\n  \
    KEY=VALUE           sets a key of protolint.toml for this run, whichever configuration there is:\n                      \
    `rules.STANDARD=error`, `breaking.against=main`\n  \
    a file              taken in place of what is found, by its ending .toml, .yaml, .yml or .json;\n                      \
    one with `=` in its name is written `./name`\n  \
    anything else       the text of a buf.yaml, in YAML or JSON";

/// What to do about symbolic links.
#[derive(clap::Args, Clone, Copy, Debug)]
pub struct LinkArgs {
    /// Do not follow symbolic links in directories
    #[arg(long, conflicts_with = "follow_links")]
    disable_symlinks: bool,
    /// Follow symbolic links that lead out of the directories of PATH and the working tree around them, too
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

/// Whether the user vouches for what configuration files say.
#[derive(clap::Args, Clone, Copy, Debug)]
pub struct TrustArgs {
    /// Let configuration files name repositories on other machines, and those inside the working tree
    /// [env: `PROTOLINT_TRUST_CONFIG=1`]
    #[arg(long)]
    trust_config: bool,
}

impl TrustArgs {
    /// Whether he does.
    pub fn trusts(self) -> bool {
        self.trust_config || std::env::var_os("PROTOLINT_TRUST_CONFIG").is_some_and(|value| value == "1")
    }
}

/// Which approvals.
#[derive(clap::Args, Debug)]
pub struct ApprovalArgs {
    /// The file of approved changes [default: protolint-approvals.toml beside the configuration, where it is there]
    #[arg(long, value_name = "FILE")]
    pub approvals: Option<PathBuf>,
}

/// What a command reads.
#[derive(clap::Args, Debug)]
pub struct SourceArgs {
    /// Files and directories, or one of what is listed below; imports outside them are read but not linted
    #[arg(value_name = "PATH", default_value = ".")]
    pub paths: Vec<String>,
    /// A directory in which imports are found, before the directories of PATH; may be repeated
    #[arg(short = 'I', long = "proto-path", value_name = "[PREFIX=]DIR")]
    pub proto_path: Vec<String>,
    /// Read what is staged in git instead of the disk, and report only on staged files and compile errors
    #[arg(long, conflicts_with = "changed")]
    pub staged: bool,
    /// Report only on files that differ from a git revision, or from where this branch left the default one, and
    /// compile errors
    #[arg(long, value_name = "REV", num_args = 0..=1, require_equals = true, default_missing_value = "")]
    pub changed: Option<String>,
}

impl SourceArgs {
    /// Opens what is named, with what changed of it, unless all is of interest.
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
