//! `protogen generate`: Rust from .proto files.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use anstream::AutoStream;

use super::Status;
use super::progress::Progress;
use super::terminal::{Terminal, tell};
use crate::compile::{Timings, compile};
use crate::diag::{Diagnostic, Severity, sort};
use crate::files::{Tree, write_whole};
use crate::generate::{Generated, HEADER, RustFile, Settings, generate};
use crate::report::{self, plural};
use crate::workspace::Sources;

/// What a user does with the output.
const AFTER_HELP: &str = "With `--out src/pb`, `mod pb;` makes package `acme.users.v1` the module \
    `pb::acme::users::v1`. The crate needs prost, prost-types, tonic and tonic-prost, each 0.14.";

/// What to generate, from what, and where to.
#[derive(clap::Args, Debug)]
#[command(after_help = AFTER_HELP)]
pub struct Args {
    /// Files and directories to generate code for; of what they import, the types they use are generated too
    #[arg(value_name = "PATH", required = true)]
    paths: Vec<String>,
    /// A directory in which imports are found, before the directories of PATH; may be repeated
    #[arg(short = 'I', long = "proto-path", value_name = "[PREFIX=]DIR")]
    proto_path: Vec<String>,
    /// The directory to write to; one file for each package
    #[arg(short, long, value_name = "DIR")]
    out: PathBuf,
    /// The file in DIR that makes one module tree of all packages
    #[arg(long, value_name = "NAME", default_value = "mod.rs")]
    include_file: String,
    /// Generate no clients
    #[arg(long)]
    no_client: bool,
    /// Generate no server traits
    #[arg(long)]
    no_server: bool,
}

/// Compiles, generates and writes. 0: done; 1: there is no Rust for the files; 2: the run could not be done.
pub fn run(args: Args) -> Status {
    match try_run(args) {
        Ok(true) => 0,
        Ok(false) => 1,
        Err(why) => {
            tell(&format!("error: {why}"));
            2
        }
    }
}

fn try_run(args: Args) -> Result<bool, String> {
    if Path::new(&args.include_file).file_name() != Some(args.include_file.as_ref()) {
        return Err(format!("--include-file {}: give a name without directories", args.include_file));
    }
    let progress = Progress::start("generating");
    let compiled =
        compile(Sources::open(&args.paths)?.load(&args.proto_path, &Terminal)?, &mut Timings::default());
    let mut found = compiled.diagnostics;
    // Warnings are what `protolint check` is for.
    found.retain(|diagnostic| diagnostic.severity == Severity::Error);
    let mut files = Vec::new();
    if found.is_empty() {
        let settings = Settings {
            client: !args.no_client,
            server: !args.no_server,
            include_file: args.include_file,
            ..Settings::default()
        };
        Generated { files, diagnostics: found } = generate(&compiled.schema, &compiled.roots, &settings);
    }
    drop(progress);
    print(&mut found);
    if found.iter().any(|diagnostic| diagnostic.severity == Severity::Error) {
        return Ok(false);
    }
    write(&args.out, &files)
        .map_err(|(path, error)| format!("{} cannot be written: {error}", path.display()))?;
    let stale = stale(&args.out, &files);
    for path in stale.iter().take(MAX_NOTES) {
        tell(&format!("note: {} is of an earlier run, and this one does not write it", path.display()));
    }
    if let Some(more) = stale.len().checked_sub(MAX_NOTES).filter(|more| *more > 0) {
        tell(&format!("note: the same is true of {} in {}", plural(more, "more file"), args.out.display()));
    }
    Ok(true)
}

/// How many files of earlier runs are named.
const MAX_NOTES: usize = 3;

fn print(found: &mut Vec<Diagnostic>) {
    sort(found);
    // When stderr is gone there is nobody left to tell.
    let _ = report::text(found, &mut AutoStream::auto(io::stderr().lock()));
}

/// Writes each file that is not there with the same text; one that is the same keeps its time, so that nothing is
/// built again for it.
fn write(directory: &Path, files: &[RustFile]) -> Result<(), (PathBuf, io::Error)> {
    fs::create_dir_all(directory).map_err(|error| (directory.to_owned(), error))?;
    for file in files {
        let path = directory.join(&file.name);
        if Tree::Disk.read(&path).is_ok_and(|text| text == file.text.as_bytes()) {
            continue;
        }
        write_whole(&path, |out| out.write_all(file.text.as_bytes())).map_err(|error| (path, error))?;
    }
    Ok(())
}

/// Files in the directory that have our first line and are not among `files`, sorted.
fn stale(directory: &Path, files: &[RustFile]) -> Vec<PathBuf> {
    let entries = fs::read_dir(directory).into_iter().flatten().flatten();
    let mut stale: Vec<PathBuf> = entries
        .filter(|entry| !files.iter().any(|file| entry.file_name() == *file.name))
        .map(|entry| entry.path())
        .filter(|path| path.extension().is_some_and(|extension| extension == "rs"))
        .filter(|path| Tree::Disk.read(path).is_ok_and(|text| text.starts_with(HEADER.as_bytes())))
        .collect();
    stale.sort();
    stale
}
