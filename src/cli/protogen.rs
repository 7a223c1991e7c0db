//! The `protogen` program.

use std::ffi::OsString;
use std::path::Path;
use std::process::ExitCode;

use clap::{Parser, Subcommand};

use super::{Status, compile, generate, parse, scaffold};

#[derive(Parser)]
#[command(name = "protogen", version, about = "Descriptor sets and Rust from .proto files, without protoc")]
struct Protogen {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Compile .proto files into a descriptor set; takes protoc's flags
    Compile(compile::Args),
    /// Write Rust for .proto files: messages for prost, services for tonic
    Generate(generate::Args),
    /// Write a crate that serves .proto files with tonic
    Scaffold(scaffold::Args),
}

/// Runs `protogen` with the process's arguments. Under the name `protoc` it acts as `protogen compile`, for build tools
/// that call protoc; every failure then exits with 1, as in protoc.
pub fn main() -> ExitCode {
    let mut args: Vec<OsString> = std::env::args_os().collect();
    let program = args.first().map(Path::new).and_then(Path::file_stem);
    let as_protoc = program.is_some_and(|program| program == "protoc");
    if as_protoc {
        args.insert(1, "compile".into());
    }
    let status = run(args);
    ExitCode::from(if as_protoc { status.min(1) } else { status })
}

fn run(mut args: Vec<OsString>) -> Status {
    if args.get(1).is_some_and(|command| command == "compile") {
        match compile::prepare(args.split_off(2)) {
            Ok(prepared) => args.extend(prepared),
            Err(status) => return status,
        }
    }
    match parse(&args) {
        Ok(Protogen { command: Command::Compile(args) }) => compile::run(args),
        Ok(Protogen { command: Command::Generate(args) }) => generate::run(args),
        Ok(Protogen { command: Command::Scaffold(args) }) => scaffold::run(args),
        Err(status) => status,
    }
}
