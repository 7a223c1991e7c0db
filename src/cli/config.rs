//! `protolint init` and `protolint config`: writes an example configuration, prints the schema.

use std::fs::OpenOptions;
use std::io::{ErrorKind, Write};
use std::process::ExitCode;

use clap::Subcommand;

use super::rules::print;
use super::terminal::eprint_line;
use crate::config::{EXAMPLE, NATIVE, locate, schema};
use crate::files::Tree;

/// What to print about the configuration.
#[derive(clap::Args, Debug)]
pub struct Args {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand, Debug)]
enum Command {
    /// Print the JSON schema of protolint.toml, for editors
    Schema,
}

/// Prints. 0: done; 2: it could not be written.
pub fn run(args: &Args) -> ExitCode {
    match args.command {
        Command::Schema => print(&format!("{:#}\n", schema())),
    }
}

/// Writes an example configuration to the current directory. 0: done; 2: it exists, or could not be written.
pub fn init() -> ExitCode {
    let before = locate(&Tree::Disk, ".");
    let made = OpenOptions::new().write(true).create_new(true).open(NATIVE);
    match made.and_then(|mut file| file.write_all(EXAMPLE.as_bytes())) {
        Ok(()) => {
            eprint_line(&format!("{NATIVE} written: `protolint check` reads it"));
            if !matches!(before, Ok(None)) {
                eprint_line("it replaces the configuration that applied here before");
            }
            ExitCode::SUCCESS
        }
        Err(error) if error.kind() == ErrorKind::AlreadyExists => {
            eprint_line(&format!("error: {NATIVE} already exists: delete it first to start over"));
            ExitCode::from(2)
        }
        Err(error) => {
            eprint_line(&format!("error: {NATIVE} cannot be written: {error}"));
            ExitCode::from(2)
        }
    }
}
