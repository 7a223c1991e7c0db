//! `protolint breaking`: compiles what is there and what was, and reports what the change breaks.

use std::process::ExitCode;
use std::time::Instant;

use super::baseline::FileArgs;
use super::buf_flags::BufArgs;
use super::check::finish;
use super::compare_args::CompareArgs;
use super::fix_args::{FixArgs, fix};
use super::print::PrintArgs;
use super::progress::Progress;
use super::terminal::{tell_about, tell_timings};
use crate::compile::Timings;
use crate::diag::sort;
use crate::gate::Findings;
use crate::workspace::Failure;

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
    buf: BufArgs,
    /// Print where the time goes
    #[arg(long, hide = true)]
    timings: bool,
}

/// Compares and reports. 0: nothing breaks; 1: something does, or does not compile; 2: the run could not be done.
pub fn run(args: &Args) -> ExitCode {
    finish(&args.print, Instant::now(), check(args))
}

fn check(args: &Args) -> Result<Findings, Failure> {
    let progress = Progress::start("comparing");
    let mut timings = Timings::default();
    let typed = args.compare.typed();
    let compare = typed.compare();
    let sources = compare.open()?;
    let fixer = args.fix.fixer(&sources)?;
    let (mut sides, old) = compare.load(sources)?;
    timings.mark("read and compile");
    tell_about(std::mem::take(&mut sides.new.notices));
    let mut findings = compare.findings(sides)?;
    timings.mark("compare");
    if let Some(fixer) = fixer {
        let look = |sources| Ok(compare.findings(compare.load_again(sources, &old)?)?.take_seen());
        findings.diagnostics = fix(&fixer, findings.take_seen(), look)?;
        timings.mark("fix");
    }
    sort(&mut findings.diagnostics);
    args.baseline.apply(&mut findings)?;
    drop(progress);
    args.print.print(&findings.diagnostics)?;
    timings.mark("report");
    if args.timings {
        tell_timings(&timings);
    }
    Ok(findings)
}
