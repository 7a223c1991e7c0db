//! `protolint breaking`: compiles what is there and what was, and reports what the change breaks.

use std::process::ExitCode;
use std::time::Instant;

use super::approvals::{ApprovalArgs, Approved};
use super::baseline::FileArgs;
use super::buf_flags::BufArgs;
use super::check::finish;
use super::compare::{CompareArgs, errors};
use super::compared::Compared;
use super::find::Found;
use super::fixer::FixArgs;
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
    #[command(flatten)]
    fix: FixArgs,
    #[command(flatten)]
    print: PrintArgs,
    #[command(flatten)]
    baseline: FileArgs,
    #[command(flatten)]
    approvals: ApprovalArgs,
    #[command(flatten)]
    buf: BufArgs,
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
    let fixer = args.fix.fixer(&given)?;
    let (mut sides, before) = args.compare.load(given)?;
    timings.mark("read and compile");
    tell_about(std::mem::take(&mut sides.new.notices));
    let mut all = look(args, sides)?;
    timings.mark("compare");
    if let Some(fixer) = fixer {
        let look = |given| Ok(look(args, args.compare.load_again(given, &before)?)?.take_seen());
        all.found = fixer.fix(all.take_seen(), look)?;
        timings.mark("fix");
    }
    report::sort(&mut all.found);
    args.baseline.apply(&mut all)?;
    drop(progress);
    args.print.print(&all.found)?;
    timings.mark("report");
    if args.timings {
        tell_timings(&timings);
    }
    Ok(all)
}

/// What is found, and what a report of it needs to know.
fn look(args: &Args, mut sides: Pair<Compared>) -> Result<Found, Failure> {
    let found = find(args, &mut sides)?;
    let Pair { mut new, old } = sides;
    // The process ends soon: giving a large schema back piece by piece would only take time.
    std::mem::forget(old);
    let files = new.modules.iter().flat_map(|module| &module.files);
    Ok(Found {
        found,
        files: files.map(|&id| new.file(id).path().into()).collect(),
        ran: new.rules(),
        home: new.home.take(),
        baseline: new.baseline.take(),
        schemas: vec![new.schema],
        ..Found::default()
    })
}

/// What does not compile, or else what the change breaks and nobody approved.
fn find(args: &Args, Pair { old, new }: &mut Pair<Compared>) -> Result<Vec<Diagnostic>, Failure> {
    let errors = errors(new, old);
    if !errors.is_empty() {
        return Ok(errors);
    }
    let mut approved = Approved::default();
    let mut found = approved.take(&args.approvals, args.compare.findings(new, old)?, new)?;
    found.extend(approved.check());
    Ok(found)
}
