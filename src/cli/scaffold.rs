//! `protogen scaffold`: a crate that serves .proto files.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use super::Status;
use super::progress::Progress;
use super::terminal::{Terminal, eprint_diagnostics, eprint_line};
use crate::compile::{Timings, compile};
use crate::diag::{Diagnostic, Severity};
use crate::files::{Tree, write_whole};
use crate::lint::{RULES, Selection, fold_conventions, lint};
use crate::report;
use crate::scaffold::{CONFIG_FILE, Config, CrateFile, Scaffolded, Settings, crate_name, scaffold};
use crate::workspace::Sources;

/// What to do with the crate.
const AFTER_HELP: &str = "The crate is complete: `cargo test` and `cargo run` work in it at once. Its README says what \
    you may edit, and how to call it.";

/// What to serve, and where to write the crate.
#[derive(clap::Args, Debug)]
#[command(after_help = AFTER_HELP)]
pub struct Args {
    /// Files and directories whose services are served; imports are included
    #[arg(value_name = "FILE", required = true)]
    paths: Vec<String>,
    /// Import root, searched before the directories of FILE; may be repeated
    #[arg(short = 'I', long = "proto-path", value_name = "[PREFIX=]DIR")]
    proto_path: Vec<String>,
    /// The directory to write to [default: the name of the crate]
    #[arg(short, long, value_name = "DIR")]
    out: Option<PathBuf>,
    /// The name of the crate [default: from the first service]
    #[arg(long, value_name = "CRATE")]
    name: Option<String>,
    /// Compile the .proto files in a build script with protox, instead of checking in generated code
    #[arg(long)]
    build_script: bool,
}

/// Compiles, scaffolds and writes. 0: done; 1: no crate can be made from the files; 2: the command failed.
pub fn run(args: Args) -> Status {
    match try_run(args) {
        Ok(true) => 0,
        Ok(false) => 1,
        Err(why) => {
            eprint_line(&format!("error: {why}"));
            2
        }
    }
}

fn try_run(args: Args) -> Result<bool, String> {
    let progress = Progress::start("scaffolding");
    let sources = Sources::Files { tree: Tree::Disk, paths: args.paths.clone(), package: false };
    let compiled = compile(sources.load(&args.proto_path, &Terminal)?, &mut Timings::default());
    let mut found = compiled.diagnostics;
    found.retain(|diagnostic| diagnostic.severity == Severity::Error);
    let mut scaffolded = Scaffolded::default();
    let mut out = args.out.unwrap_or_default();
    if found.is_empty() {
        let name = crate_name(&compiled.schema, &compiled.roots, args.name.as_deref())?;
        if out == Path::new("") {
            out = PathBuf::from(&name);
        }
        let config = read_config(&out, &args.paths)?;
        let settings = Settings { name, config, build_script: args.build_script };
        scaffolded = scaffold(&compiled.schema, &compiled.roots, &settings)?;
        found.append(&mut scaffolded.diagnostics);
        let selection = Selection::of_defaults(RULES);
        let mut linted = lint(&compiled.schema, &compiled.roots, &selection);
        fold_conventions(&compiled.schema, &compiled.roots, &selection, &mut linted);
        found.extend(warnings(linted));
    }
    drop(progress);
    let is_invalid = found.iter().any(|diagnostic| diagnostic.severity == Severity::Error);
    eprint_diagnostics(found);
    if is_invalid {
        return Ok(false);
    }
    refuse_other_files(&out, &scaffolded.files)?;
    let written = write(&out, &scaffolded.files)
        .map_err(|(path, error)| format!("{} cannot be written: {error}", path.display()))?;
    eprint_line(&format!(
        "{} written to {}; `cargo run` there starts the server",
        report::plural(written, "file"),
        out.display()
    ));
    Ok(true)
}

/// The settings file in the crate, or else next to the first input.
fn read_config(out: &Path, inputs: &[String]) -> Result<Config, String> {
    let input = inputs.first().map_or(out, Path::new);
    let beside = if input.is_dir() { input } else { input.parent().unwrap_or(out) };
    let file =
        [out, beside].map(|directory| directory.join(CONFIG_FILE)).into_iter().find(|file| file.exists());
    let Some(file) = file else { return Ok(Config::default()) };
    let text = Tree::Disk.read(&file).map_err(|fault| format!("{}: {fault}", file.display()))?;
    Config::parse(&String::from_utf8_lossy(&text)).map_err(|why| format!("{}:{why}", file.display()))
}

/// Lint findings do not prevent scaffolding.
fn warnings(found: Vec<Diagnostic>) -> impl Iterator<Item = Diagnostic> {
    found
        .into_iter()
        .map(|finding| Diagnostic { severity: finding.severity.min(Severity::Warning), ..finding })
}

/// Fails if a file exists with other content: it may be the user's work.
fn refuse_other_files(out: &Path, files: &[CrateFile]) -> Result<(), String> {
    // The settings file is input, not output.
    let files = files.iter().filter(|file| file.path != CONFIG_FILE);
    let differs =
        |file: &&CrateFile| Tree::Disk.read(&out.join(&file.path)).is_ok_and(|known| known != file.content);
    let others: Vec<&str> = files.filter(differs).map(|file| file.path.as_str()).collect();
    if others.is_empty() {
        return Ok(());
    }
    Err(format!(
        "{} has other files with these names, which are not overwritten: {}; use another --out, or delete them",
        out.display(),
        others.join(", ")
    ))
}

/// Writes the missing files, and returns how many there were; existing ones have the same content.
fn write(out: &Path, files: &[CrateFile]) -> Result<usize, (PathBuf, io::Error)> {
    let mut written = 0;
    for file in files {
        let path = out.join(&file.path);
        if path.exists() {
            continue;
        }
        let directory = path.parent().unwrap_or(out);
        fs::create_dir_all(directory).map_err(|error| (directory.to_owned(), error))?;
        write_whole(&path, |out| out.write_all(&file.content)).map_err(|error| (path, error))?;
        written += 1;
    }
    Ok(written)
}
