//! `protolint`: the gate.

use std::process::ExitCode;

use clap::{Parser, Subcommand};

use super::{check, rules};

#[derive(Parser)]
#[command(
    name = "protolint",
    version,
    about = "Finds what is wrong or unwise in .proto files, without protoc"
)]
struct Protolint {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Compile .proto files and lint them
    #[command(
        after_help = "Exit status: 0 clean, notes aside; 1 errors or warnings; 2 the run could not be done."
    )]
    Check(check::Args),
    /// Lint .proto files: what `buf lint` is called with works here too
    #[command(
        after_help = "Exit status: 0 clean, notes aside; 1 errors or warnings; 2 the run could not be done."
    )]
    Lint(check::Args),
    /// List the rules
    Rules(rules::ListArgs),
    /// Explain a rule: what it finds, why, and how to do it right
    Explain(rules::ExplainArgs),
}

/// Runs `protolint` with the process's arguments.
pub fn main() -> ExitCode {
    match Protolint::try_parse() {
        Ok(Protolint { command: Command::Check(args) | Command::Lint(args) }) => check::run(&args),
        Ok(Protolint { command: Command::Rules(args) }) => rules::list(&args),
        Ok(Protolint { command: Command::Explain(args) }) => rules::explain(&args),
        Err(error) => {
            // What clap prints goes to a closed pipe at worst.
            let _ = error.print();
            ExitCode::from(if error.use_stderr() { 2 } else { 0 })
        }
    }
}
