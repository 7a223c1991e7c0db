//! `protolint breaking`: compiles what is there and what was, and reports what the change breaks.

use std::process::ExitCode;
use std::time::Instant;

use rustc_hash::FxHashSet;

use super::baseline::FileArgs;
use super::check::finish;
use super::compared::{Compared, Module, pairs};
use super::find::Found;
use super::fixer::Fixer;
use super::overridden::broken;
use super::parts::Scope;
use super::print::PrintArgs;
use super::progress::Progress;
use super::sources::Sources;
use super::{Failure, tell_about, tell_timings};
use crate::breaking::{Finding, Pair};
use crate::compile::{FileId, Timings};
use crate::diag::Diagnostic;
use crate::lint::{Suppressions, is_stable, version};
use crate::report;

/// What to compare and how to tell.
#[derive(clap::Args, Debug)]
#[expect(clippy::struct_excessive_bools, reason = "each is a flag of its own")]
pub struct Args {
    /// What there is now: a directory, a file, or one of what `protolint check --help` lists
    #[arg(value_name = "INPUT", default_value = ".")]
    input: String,
    /// What there was: the same kinds of input, such as `main` or `.git#tag=v1.2` [default: what the configuration says]
    #[arg(long, value_name = "INPUT")]
    against: Option<String>,
    /// A directory in which imports are found, before those of the inputs; may be repeated
    #[arg(short = 'I', long = "proto-path", value_name = "DIR")]
    proto_path: Vec<String>,
    /// Say nothing about files that are only imported
    #[arg(long)]
    exclude_imports: bool,
    /// Compare only files that INPUT has: what was deleted is not told
    #[arg(long)]
    limit_to_input_files: bool,
    /// Tell only of these files and directories, of both inputs
    #[arg(long, value_name = "PATH", value_delimiter = ',')]
    path: Vec<String>,
    /// Leave these files and directories out, of both inputs
    #[arg(long, value_name = "PATH", value_delimiter = ',')]
    exclude_path: Vec<String>,
    /// Do not follow symbolic links in directories
    #[arg(long)]
    disable_symlinks: bool,
    /// The configuration to take instead of the one that is found: a file, or its text
    #[arg(long, value_name = "FILE|TEXT")]
    config: Vec<String>,
    /// The same for what there was; it only says which files there are
    #[arg(long, value_name = "FILE|TEXT")]
    against_config: Vec<String>,
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
    #[command(flatten)]
    baseline: FileArgs,
    /// Print where the time goes
    #[arg(long, hide = true)]
    timings: bool,
}

impl Args {
    /// What of an input is meant.
    fn scope<'a>(&'a self, config: &'a [String]) -> Scope<'a> {
        Scope {
            includes: &self.proto_path,
            paths: &self.path,
            exclude_paths: &self.exclude_path,
            config,
            leave_links: self.disable_symlinks,
        }
    }

    /// Compiles what there is now, and chooses the rules it is held to.
    fn new_side(&self, given: Sources) -> Result<Compared, Failure> {
        let mut new = Compared::of(given, &self.input, &self.scope(&self.config))?;
        for module in &mut new.modules {
            module.settings.choose(&self.only, &self.skip)?;
        }
        Ok(new)
    }
}

const NO_AGAINST: &str =
    "there is nothing to compare with: add `--against`, or `against` to `[breaking]` of protolint.toml";

/// Compares and reports. 0: nothing breaks; 1: something does, or does not compile; 2: the run could not be done.
pub fn run(args: &Args) -> ExitCode {
    finish(&args.print, Instant::now(), check(args))
}

fn check(args: &Args) -> Result<Found, Failure> {
    let progress = Progress::start("comparing");
    let mut timings = Timings::default();
    let given = Sources::open(std::slice::from_ref(&args.input))?;
    let fixer = args.fix.then(|| Fixer::new(&given, &args.input)).transpose()?;
    let paths = given.paths_on_disk();
    let old_side = |against: &str| {
        Compared::of(Sources::beside(&paths, against)?, against, &args.scope(&args.against_config))
    };
    let (mut new, mut old) = if let Some(against) = &args.against {
        let (new, old) = rayon::join(|| args.new_side(given), || old_side(against));
        (new?, old?)
    } else {
        let new = args.new_side(given)?;
        let against = new.against.as_deref().ok_or_else(|| NO_AGAINST.to_owned())?;
        let old = old_side(against)?;
        (new, old)
    };
    timings.mark("read and compile");
    tell_about(std::mem::take(&mut new.notices));
    if args.limit_to_input_files {
        old.keep_files_of(&new);
    }
    let mut all = Found { found: find(args, &mut new, &mut old)?, ..Found::default() };
    timings.mark("compare");
    if let Some(fixer) = fixer {
        all.found = fixer.fix(all.found, |given| find(args, &mut args.new_side(given)?, &mut old))?;
        timings.mark("fix");
    }
    for module in &new.modules {
        all.files.extend(module.files.iter().map(|&id| new.file(id).path().into()));
        all.ran.extend(module.settings.running());
    }
    all.baseline = new.baseline.take();
    report::sort(&mut all.found);
    args.baseline.apply(&mut all)?;
    drop(progress);
    args.print.print(&all.found)?;
    timings.mark("report");
    if args.timings {
        tell_timings(&timings);
    }
    // The process ends soon: giving large schemas back piece by piece would only take time.
    std::mem::forget((new, old));
    Ok(all)
}

/// What does not compile, or else what the change breaks.
fn find(args: &Args, new: &mut Compared, old: &mut Compared) -> Result<Vec<Diagnostic>, Failure> {
    let mut found = errors(new, old);
    if found.is_empty() {
        for pair in pairs(new, old)? {
            found.extend(compare(args.exclude_imports, new, old, &pair));
        }
    }
    Ok(found)
}

/// What the change breaks. What does not compile now is left to whoever compiled it.
pub fn find_breaking(new: &Compared, old: &mut Compared) -> Result<Vec<Diagnostic>, Failure> {
    let mut found = old.errors_then();
    if found.is_empty() && new.errors.is_empty() {
        for pair in pairs(new, old)? {
            found.extend(compare(false, new, old, &pair));
        }
    }
    Ok(found)
}

/// What does not compile. What is missing then would look deleted.
fn errors(new: &mut Compared, old: &mut Compared) -> Vec<Diagnostic> {
    let mut errors = std::mem::take(&mut new.errors);
    errors.append(&mut old.errors_then());
    errors
}

/// What the change of a module breaks.
fn compare(exclude_imports: bool, new: &Compared, old: &Compared, module: &Pair<Module>) -> Vec<Diagnostic> {
    let mut found = broken(new, old, module);
    let [own_new, own_old] =
        [&module.new, &module.old].map(|module| module.files.iter().copied().collect::<FxHashSet<FileId>>());
    let is_import =
        |found: &Finding| found.new.is_some_and(|id| !own_new.contains(&id)) || !own_old.contains(&found.old);
    if exclude_imports {
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
    let mut found = found.into_iter().map(|found| found.diagnostic).collect();
    let files = &module.new.files;
    Suppressions::new(&new.schema, files, module.new.comments).apply(&mut found, |_| true);
    found
}

/// Whether a package has a version that promises nothing.
fn is_unstable(package: &str) -> bool {
    version(package).is_some_and(|version| !is_stable(version))
}
