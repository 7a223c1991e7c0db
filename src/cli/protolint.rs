//! `protolint`: the gate.

use std::process::ExitCode;

use clap::{Parser, Subcommand};

use super::{approve, baseline, breaking, check, config, diff, formatter, parse, rules};

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
    Check(check::Args),
    /// Lint .proto files: what `buf lint` is called with works here too
    Lint(check::Args),
    /// Start checking a repository that is not clean: known findings are let through, new ones are not
    Baseline(baseline::Args),
    /// Compare with what was before and tell what the change breaks
    Breaking(breaking::Args),
    /// Write a protolint.toml to begin with
    Init,
    /// Tell what can stand in a protolint.toml
    Config(config::Args),
    /// Format .proto files in the style of `buf format`
    Format(formatter::Args),
    /// Approve breaking changes that are meant, each with the reason
    Approve(approve::Args),
    /// Tell in words what changed between two versions, and which version follows
    Diff(diff::Args),
    /// List the rules
    Rules(rules::ListArgs),
    /// Explain a rule: what it finds, why, and how to do it right
    Explain(rules::ExplainArgs),
}

/// Runs `protolint` with the process's arguments.
pub fn main() -> ExitCode {
    // buf takes options for standard input, too, which look like no value to the parser of arguments.
    let args = std::env::args_os().map(|arg| match arg.to_str().and_then(|arg| arg.strip_prefix("-#")) {
        Some(options) => format!("/dev/stdin#{options}").into(),
        None => arg,
    });
    match parse(&args.collect::<Vec<_>>()) {
        Ok(Protolint { command: Command::Check(args) }) => check::run(&args),
        Ok(Protolint { command: Command::Lint(args) }) => check::lint(&args),
        Ok(Protolint { command: Command::Baseline(args) }) => baseline::run(&args),
        Ok(Protolint { command: Command::Breaking(args) }) => breaking::run(&args),
        Ok(Protolint { command: Command::Format(args) }) => formatter::run(&args),
        Ok(Protolint { command: Command::Init }) => config::init(),
        Ok(Protolint { command: Command::Config(args) }) => config::run(&args),
        Ok(Protolint { command: Command::Approve(args) }) => approve::run(&args),
        Ok(Protolint { command: Command::Diff(args) }) => diff::run(&args),
        Ok(Protolint { command: Command::Rules(args) }) => rules::list(&args),
        Ok(Protolint { command: Command::Explain(args) }) => rules::explain(&args),
        Err(status) => ExitCode::from(status),
    }
}
