//! The `protolint` program.

use std::process::ExitCode;

use clap::{Parser, Subcommand};

use super::{approve, baseline, breaking, check, config, diff, formatter, parse, rules};

#[derive(Parser)]
#[command(
    name = "protolint",
    version,
    about = "Compiles, lints and formats .proto files and detects breaking changes, without protoc"
)]
struct Protolint {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Compile and lint .proto files
    Check(check::Args),
    /// Lint .proto files; accepts the arguments of `buf lint`
    Lint(check::Args),
    /// Record known findings, so that only new ones are reported
    Baseline(baseline::Args),
    /// Detect breaking changes against an older version
    Breaking(breaking::Args),
    /// Write an example protolint.toml
    Init,
    /// Show the schema of protolint.toml
    Config(config::Args),
    /// Format .proto files in the style of `buf format`
    Format(formatter::Args),
    /// Record intended breaking changes with a reason
    Approve(approve::Args),
    /// Print a changelog between two versions, and the version bump it requires
    Diff(diff::Args),
    /// List the rules
    Rules(rules::ListArgs),
    /// Explain a rule: what it reports, why, and how to fix it
    Explain(rules::ExplainArgs),
}

/// Runs `protolint` with the process's arguments.
pub fn main() -> ExitCode {
    // buf accepts `-#key=value` for standard input, which clap would parse as a flag.
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
