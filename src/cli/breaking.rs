//! `protolint breaking`: compiles the old and the new version, and reports breaking changes.

use std::process::ExitCode;
use std::time::Instant;

use super::baseline::FileArgs;
use super::buf_flags::BufArgs;
use super::check::finish;
use super::compare_args::CompareArgs;
use super::fix_args::FixArgs;
use super::print::PrintArgs;
use super::progress::Progress;
use super::terminal::{eprint_diagnostics, eprint_timings};
use crate::compile::Timings;
use crate::gate::Findings;
use crate::workspace::Failure;

/// What to compare, and how to report it.
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
    /// Print how long each step takes
    #[arg(long, hide = true)]
    timings: bool,
}

/// Compares and reports. 0: nothing breaks; 1: breaking changes or compile errors; 2: the command failed.
pub fn run(args: &Args) -> ExitCode {
    finish(&args.print, &args.fix, Instant::now(), check(args))
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
    eprint_diagnostics(std::mem::take(&mut sides.new.notices));
    let mut findings = compare.findings(sides)?;
    timings.mark("compare");
    if let Some(fixer) = fixer {
        let recheck = |sources| Ok(compare.findings(compare.load_again(sources, &old)?)?.take_checked());
        args.fix.apply(&fixer, &mut findings, recheck)?;
        timings.mark("fix");
    }
    args.baseline.apply(&mut findings)?;
    drop(progress);
    args.fix.print(&args.print, &mut findings)?;
    timings.mark("report");
    if args.timings {
        eprint_timings(&timings);
    }
    Ok(findings)
}
