//! `protolint breaking`: compiles what is there and what was, and reports what the change breaks.

use std::process::ExitCode;
use std::time::Instant;

use rustc_hash::FxHashSet;

use super::check::finish;
use super::compared::{Compared, Module, pairs};
use super::find::Found;
use super::fixer::Fixer;
use super::print::PrintArgs;
use super::progress::Progress;
use super::sources::Sources;
use super::{Failure, tell_about, tell_timings};
use crate::breaking::{Finding, Pair, breaking, choose};
use crate::compile::{FileId, Timings};
use crate::diag::Diagnostic;
use crate::lint::{is_stable, version};
use crate::report;

/// What to compare and how to tell.
#[derive(clap::Args, Debug)]
pub struct Args {
    /// What there is now: a directory, a file, or one of what `protolint check --help` lists
    #[arg(value_name = "INPUT", default_value = ".")]
    input: String,
    /// What there was: the same kinds of input, such as `main` or `.git#tag=v1.2`
    #[arg(long, value_name = "INPUT")]
    against: String,
    /// A directory in which imports are found, before those of the inputs; may be repeated
    #[arg(short = 'I', long = "proto-path", value_name = "DIR")]
    proto_path: Vec<String>,
    /// Say nothing about files that are only imported
    #[arg(long)]
    exclude_imports: bool,
    /// Compare only files that INPUT has: what was deleted is not told
    #[arg(long)]
    limit_to_input_files: bool,
    /// Run only these rules, by id or category
    #[arg(long, value_name = "RULE", value_delimiter = ',')]
    only: Vec<String>,
    /// Leave these rules out, by id or category
    #[arg(long, value_name = "RULE", value_delimiter = ',')]
    skip: Vec<String>,
    /// Write what is missing into the files: the numbers and names that deletions leave free are reserved
    #[arg(long)]
    fix: bool,
    #[command(flatten)]
    print: PrintArgs,
    /// Print where the time goes
    #[arg(long, hide = true)]
    timings: bool,
}

/// Compares and reports. 0: nothing breaks; 1: something does, or does not compile; 2: the run could not be done.
pub fn run(args: &Args) -> ExitCode {
    finish(&args.print, Instant::now(), check(args))
}

fn check(args: &Args) -> Result<Found, Failure> {
    let progress = Progress::start("comparing");
    let mut timings = Timings::default();
    let given = Sources::open(std::slice::from_ref(&args.input))?;
    let fixer = args.fix.then(|| Fixer::new(&given, &args.input)).transpose()?;
    let (new, old) = rayon::join(
        || Compared::of(given, &args.input, &args.proto_path),
        || Compared::load(&args.against, &args.proto_path),
    );
    let (mut new, mut old) = (new?, old?);
    timings.mark("read and compile");
    tell_about(std::mem::take(&mut new.notices));
    if args.limit_to_input_files {
        old.keep_files_of(&new);
    }
    let mut found = find(args, &mut new, &mut old)?;
    timings.mark("compare");
    if let Some(fixer) = fixer {
        found = fixer.fix(found, |given| {
            find(args, &mut Compared::of(given, &args.input, &args.proto_path)?, &mut old)
        })?;
        timings.mark("fix");
    }
    report::sort(&mut found);
    drop(progress);
    args.print.print(&found)?;
    timings.mark("report");
    if args.timings {
        tell_timings(&timings);
    }
    let files = new.modules.iter().flat_map(|module| &module.files);
    let files = files.map(|&id| new.file(id).path().into()).collect();
    // The process ends soon: giving large schemas back piece by piece would only take time.
    std::mem::forget((new, old));
    Ok(Found { files, found, ..Found::default() })
}

/// What does not compile, or else what the change breaks.
fn find(args: &Args, new: &mut Compared, old: &mut Compared) -> Result<Vec<Diagnostic>, Failure> {
    let mut found = errors(new, old);
    if found.is_empty() {
        for pair in pairs(new, old)? {
            found.extend(compare(args, new, old, pair)?);
        }
    }
    Ok(found)
}

/// What does not compile. What is missing then would look deleted.
fn errors(new: &mut Compared, old: &mut Compared) -> Vec<Diagnostic> {
    for error in &mut old.errors {
        error.message.insert_str(0, "in what is compared with: ");
    }
    let mut errors = std::mem::take(&mut new.errors);
    errors.append(&mut old.errors);
    errors
}

/// What the change of a module breaks.
fn compare(
    args: &Args,
    new: &Compared,
    old: &Compared,
    mut module: Pair<Module>,
) -> Result<Vec<Diagnostic>, Failure> {
    choose(&mut module.new.settings.selection, &args.only, &args.skip)?;
    let selection = &module.new.settings.selection;
    let mut found = breaking(old.side(&module.old), new.side(&module.new), selection);
    let [own_new, own_old] =
        [&module.new, &module.old].map(|module| module.files.iter().copied().collect::<FxHashSet<FileId>>());
    let is_import =
        |found: &Finding| found.new.is_some_and(|id| !own_new.contains(&id)) || !own_old.contains(&found.old);
    if args.exclude_imports {
        found.retain(|found| !is_import(found));
    }
    found.retain(|found| {
        let files = found.new.map(|id| new.file(id)).into_iter().chain([old.file(found.old)]);
        let rule = found.diagnostic.code;
        let mut dropped = files.map(|file| {
            module.new.ignores(rule, file.name())
                || module.new.settings.ignore_unstable_packages && is_unstable(file.package())
        });
        !dropped.any(|dropped| dropped)
    });
    Ok(found.into_iter().map(|found| found.diagnostic).collect())
}

/// Whether a package has a version that promises nothing.
fn is_unstable(package: &str) -> bool {
    version(package).is_some_and(|version| !is_stable(version))
}
