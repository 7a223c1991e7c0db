//! `protolint diff`: what changed between two versions, in words.

use std::io::{self, BufWriter, ErrorKind, Write};
use std::process::ExitCode;

use clap::ValueEnum;

use super::inputs::{INPUTS_HELP, LinkArgs};
use super::terminal::{Terminal, tell_about};
use crate::diff::{Change, Version, diff};
use crate::gate::{Named, OldInput, Snapshot};
use crate::report;
use crate::schema::FileId;
use crate::workspace::{Failure, Scope, Sources, Workspace};

/// What to compare and how to tell.
#[derive(clap::Args, Debug)]
#[command(after_help = INPUTS_HELP)]
pub struct Args {
    /// What there was: a directory, a file, or one of what is listed below; of a revision, the part at the place of NEW
    #[arg(value_name = "OLD")]
    old: String,
    /// What there is now
    #[arg(value_name = "NEW", default_value = ".")]
    new: String,
    /// A directory in which imports are found, before those of the inputs; may be repeated
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
    /// For a release page or a comment
    Markdown,
}

/// Compares and tells. 0: done, whatever changed; 1: a side does not compile; 2: the run could not be done.
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
    why.tell();
    ExitCode::from(2)
}

/// The changes; `None` where a side does not compile, which is told.
fn changes(args: &Args) -> Result<Option<Vec<Change>>, Failure> {
    let scope = Scope {
        includes: &args.proto_path,
        links: args.links.links(),
        notify: &Terminal,
        ..Scope::default()
    };
    let sources = Sources::open(std::slice::from_ref(&args.new))?;
    let named = Named::of(&sources);
    let (new, before) = rayon::join(
        || Workspace::single(sources, &args.new, &scope),
        || OldInput::open(named.as_ref(), &args.old, &[]),
    );
    let (new, before) = (new?, before?);
    let old = before.read(&new, &scope)?;
    let (old, new) = rayon::join(|| Snapshot::of(old), || Snapshot::of(new));
    if !old.errors.is_empty() || !new.errors.is_empty() {
        tell_about([old.errors, new.errors].concat());
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
    match written.and_then(|()| out.flush()) {
        Err(error) if error.kind() != ErrorKind::BrokenPipe => {
            Err(format!("the changes cannot be written: {error}"))
        }
        // A reader that has gone away has read enough.
        _ => Ok(()),
    }
}
