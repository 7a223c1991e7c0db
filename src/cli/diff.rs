//! `protolint diff`: prints a changelog between two versions.

use std::io::{self, BufWriter, Write};
use std::process::ExitCode;

use clap::ValueEnum;

use super::inputs::{INPUTS_HELP, LinkArgs};
use super::terminal::{Terminal, eprint_diagnostics, unless_broken_pipe};
use crate::diff::Change;
use crate::gate::changelog;
use crate::report;
use crate::workspace::{Failure, Scope};

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
    /// Human-readable text
    Text,
    /// One JSON object
    Json,
    /// For release notes or a comment
    Markdown,
}

/// Compares and prints. 0: done, with or without changes; 1: one side does not compile; 2: the command failed.
pub fn run(args: &Args) -> ExitCode {
    match changes(args) {
        Ok(done) => ExitCode::from(u8::from(!done)),
        Err(why) => why.exit(),
    }
}

/// Prints the changes, and returns whether both sides compile.
fn changes(args: &Args) -> Result<bool, Failure> {
    let scope = Scope {
        includes: &args.proto_path,
        links: args.links.links(),
        notify: &Terminal,
        ..Scope::default()
    };
    match changelog(&args.old, &args.new, &scope)? {
        Ok(changes) => {
            print(args.format, &changes)?;
            Ok(true)
        }
        Err(errors) => {
            eprint_diagnostics(errors);
            Ok(false)
        }
    }
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
