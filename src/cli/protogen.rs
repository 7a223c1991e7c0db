//! `protogen`: descriptor sets and code.

use std::ffi::OsString;
use std::path::Path;
use std::process::ExitCode;

use clap::{Parser, Subcommand};

use super::{compile, generate};

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
}

/// Runs `protogen` with the process's arguments. Under the name `protoc` it is `protogen compile`, so that build
/// tools that call protoc can call it instead.
pub fn main() -> ExitCode {
    let mut args: Vec<OsString> = std::env::args_os().collect();
    let as_protoc = args
        .first()
        .is_some_and(|program| Path::new(program).file_stem().is_some_and(|stem| stem == "protoc"));
    if as_protoc {
        args.insert(1, "compile".into());
    }
    let is_compile = args.get(1).is_some_and(|command| command == "compile");
    if is_compile {
        match compile::prepare(args.split_off(2)) {
            Ok(prepared) => args.extend(prepared),
            Err(code) => return code,
        }
    }
    match Protogen::try_parse_from(args) {
        Ok(Protogen { command: Command::Compile(args) }) => compile::run(args),
        Ok(Protogen { command: Command::Generate(args) }) => generate::run(args),
        Err(error) => {
            // What clap prints goes to a closed pipe at worst.
            let _ = error.print();
            let failed = error.use_stderr();
            // protoc has one status for every failure.
            ExitCode::from(if failed { if as_protoc { 1 } else { 2 } } else { 0 })
        }
    }
}
