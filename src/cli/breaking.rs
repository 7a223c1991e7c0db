//! `protolint breaking`: compiles what is there and what was, and reports what the change breaks.

use std::process::ExitCode;
use std::time::Instant;

use super::approvals::{ApprovalArgs, Approved};
use super::baseline::FileArgs;
use super::check::finish;
use super::compare::{CompareArgs, errors};
use super::compared::Compared;
use super::find::Found;
use super::fixer::Fixer;
use super::print::PrintArgs;
use super::progress::Progress;
use super::{Failure, tell_about, tell_timings};
use crate::breaking::Pair;
use crate::compile::Timings;
use crate::diag::Diagnostic;
use crate::report;

/// What to compare and how to tell.
#[derive(clap::Args, Debug)]
pub struct Args {
    #[command(flatten)]
    compare: CompareArgs,
    /// Write what is missing into the files: the numbers and names that deletions leave free are reserved
    #[arg(long)]
    fix: bool,
    #[command(flatten)]
    print: PrintArgs,
    #[command(flatten)]
    baseline: FileArgs,
    #[command(flatten)]
    approvals: ApprovalArgs,
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
    let given = args.compare.open()?;
    let fixer = args.fix.then(|| Fixer::new(&given)).transpose()?;
    let (mut sides, before) = args.compare.load(given)?;
    timings.mark("read and compile");
    tell_about(std::mem::take(&mut sides.new.notices));
    let mut all = Found { found: find(args, &mut sides)?, ..Found::default() };
    timings.mark("compare");
    if let Some(fixer) = fixer {
        all.found =
            fixer.fix(all.found, |given| find(args, &mut args.compare.load_again(given, &before)?))?;
        timings.mark("fix");
    }
    let new = &mut sides.new;
    for module in &new.modules {
        all.files.extend(module.files.iter().map(|&id| new.file(id).path().into()));
    }
    all.ran.extend(new.rules());
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
    std::mem::forget(sides);
    Ok(all)
}

/// What does not compile, or else what the change breaks and nobody approved.
fn find(args: &Args, Pair { old, new }: &mut Pair<Compared>) -> Result<Vec<Diagnostic>, Failure> {
    let errors = errors(new, old);
    if !errors.is_empty() {
        return Ok(errors);
    }
    let mut approved = Approved::default();
    let mut found = approved.take(&args.approvals, args.compare.findings(new, old)?, new.rules())?;
    found.extend(approved.check());
    Ok(found)
}
