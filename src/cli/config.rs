//! `protolint init` and `protolint config`: a configuration to begin with, and what can stand in it.

use std::fs::OpenOptions;
use std::io::{ErrorKind, Write};
use std::process::ExitCode;

use clap::Subcommand;

use super::rules::print;
use super::terminal::tell;
use crate::config::{EXAMPLE, NATIVE, locate, schema};
use crate::files::Tree;

/// What to tell about the configuration.
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

/// Tells. 0: done; 2: it could not be written.
pub fn run(args: &Args) -> ExitCode {
    match args.command {
        Command::Schema => print(&format!("{:#}\n", schema())),
    }
}

/// Writes a configuration to the current directory. 0: done; 2: there is one, or it could not be written.
pub fn init() -> ExitCode {
    let before = locate(&Tree::Disk, ".");
    let made = OpenOptions::new().write(true).create_new(true).open(NATIVE);
    match made.and_then(|mut file| file.write_all(EXAMPLE.as_bytes())) {
        Ok(()) => {
            tell(&format!("{NATIVE} written: `protolint check` reads it"));
            if !matches!(before, Ok(None)) {
                tell("the configuration that was in charge here does not count any more");
            }
            ExitCode::SUCCESS
        }
        Err(error) if error.kind() == ErrorKind::AlreadyExists => {
            tell(&format!("error: {NATIVE} is there already: remove it first to begin anew"));
            ExitCode::from(2)
        }
        Err(error) => {
            tell(&format!("error: {NATIVE} cannot be written: {error}"));
            ExitCode::from(2)
        }
    }
}
