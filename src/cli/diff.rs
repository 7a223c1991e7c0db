//! `protolint diff`: prints a changelog between two versions.

use std::io::{self, BufWriter, Write};
use std::process::ExitCode;

use clap::ValueEnum;

use super::inputs::{INPUTS_HELP, LinkArgs};
use super::terminal::{Terminal, eprint_diagnostics, unless_broken_pipe};
use crate::diff::{Change, Version, diff};
use crate::gate::{InputPaths, OldInput, Snapshot};
use crate::report;
use crate::schema::FileId;
use crate::workspace::{Failure, Scope, Sources, Workspace};

/// What to compare, and how to report it.
#[derive(clap::Args, Debug)]
#[command(after_help = INPUTS_HELP)]
pub struct Args {
    /// The old version: a directory, a file, or another input listed below; of a revision, the part at the path of NEW
    #[arg(value_name = "OLD")]
    old: String,
    /// The new version
    #[arg(value_name = "NEW", default_value = ".")]
    new: String,
    /// Import root, searched before those of the inputs; may be repeated
    #[arg(short = 'I', long = "proto-path", value_name = "[PREFIX=]DIR")]
    proto_path: Vec<String>,
    #[command(flatten)]
    links: LinkArgs,
    /// How to print the changes
    #[arg(long, value_enum, default_value_t = Format::Text)]
    format: Format,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
enum Format {
    /// For people
    Text,
    /// One object
    Json,
    /// For release notes or a comment
    Markdown,
}

/// Compares and prints. 0: done, with or without changes; 1: one side does not compile; 2: the command failed.
pub fn run(args: &Args) -> ExitCode {
    match changes(args) {
        Ok(Some(changes)) => match print(args.format, &changes) {
            Ok(()) => ExitCode::SUCCESS,
            Err(why) => fail(why.into()),
        },
        Ok(None) => ExitCode::from(1),
        Err(why) => fail(why),
    }
}

fn fail(why: Failure) -> ExitCode {
    why.eprint();
    ExitCode::from(2)
}

/// The changes; `None` if one side does not compile, which is reported.
fn changes(args: &Args) -> Result<Option<Vec<Change>>, Failure> {
    let scope = Scope {
        includes: &args.proto_path,
        links: args.links.links(),
        notify: &Terminal,
        ..Scope::default()
    };
    let sources = Sources::open(std::slice::from_ref(&args.new))?;
    let named = InputPaths::of(&sources);
    let (new, before) = rayon::join(
        || Workspace::single(sources, &args.new, &scope),
        || OldInput::open(named.as_ref(), &args.old, &[]),
    );
    let (new, before) = (new?, before?);
    let old = before.read(&new, &scope)?;
    let (old, new) = rayon::join(|| Snapshot::of(old), || Snapshot::of(new));
    if !old.errors.is_empty() || !new.errors.is_empty() {
        eprint_diagnostics([old.errors, new.errors].concat());
        return Ok(None);
    }
    let (old_files, new_files) = (files(&old), files(&new));
    let old = Version { schema: &old.schema, files: &old_files };
    Ok(Some(diff(old, Version { schema: &new.schema, files: &new_files })))
}

fn files(side: &Snapshot) -> Vec<FileId> {
    side.modules.iter().flat_map(|module| &module.files).copied().collect()
}

fn print(format: Format, changes: &[Change]) -> Result<(), String> {
    let mut out = BufWriter::new(io::stdout().lock());
    let written = match format {
        Format::Text => report::changes_text(changes, &mut out),
        Format::Json => report::changes_json(changes, &mut out),
        Format::Markdown => report::changes_markdown(changes, &mut out),
    };
    let written = written.and_then(|()| out.flush());
    unless_broken_pipe(written).map_err(|error| format!("cannot write the changes: {error}"))
}
