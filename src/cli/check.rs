//! `protolint check`: compiles, lints and reports.

use std::io::{self, IsTerminal};
use std::process::ExitCode;
use std::time::{Duration, Instant};

use super::approvals::ApprovalArgs;
use super::baseline::FileArgs;
use super::buf_flags::BufArgs;
use super::configured::CONFIG_HELP;
use super::find::{Against, FindArgs, Found, find_in};
use super::fixer::FixArgs;
use super::format::Format;
use super::print::PrintArgs;
use super::progress::Progress;
use super::sources::INPUTS_HELP;
use super::{Failure, tell, tell_timings};
use crate::baseline::is_recordable;
use crate::breaking;
use crate::compile::Timings;
use crate::diag::{Diagnostic, Severity};
use crate::report;

const EXIT_STATUS: &str =
    "Exit status: 0 clean, notes aside; 1 errors or warnings; 2 the run could not be done.";

/// What to check and how to tell.
#[derive(clap::Args, Debug)]
#[command(after_help = format!("{INPUTS_HELP}\n\n{CONFIG_HELP}\n\n{EXIT_STATUS}"))]
pub struct Args {
    #[command(flatten)]
    find: FindArgs,
    /// What there was, to tell what the change breaks too: a revision such as `main`, or any other input
    #[arg(long, value_name = "INPUT")]
    against: Option<String>,
    /// An earlier version, to find numbers and names that had another meaning in it; may be repeated
    #[arg(long, value_name = "INPUT")]
    history: Vec<String>,
    #[command(flatten)]
    approvals: ApprovalArgs,
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

/// Checks and reports. 0: clean, notes aside; 1: errors or warnings; 2: the run could not be done.
pub fn run(args: &Args) -> ExitCode {
    finish(&args.print, Instant::now(), check(args))
}

/// Does the same in place of buf: where its files are in charge, what it accepts is no error.
pub fn lint(mut args: Args) -> ExitCode {
    args.find.as_buf = true;
    run(&args)
}

/// Sums up a run that began at `start`, and says how it ends.
pub fn finish(print: &PrintArgs, start: Instant, found: Result<Found, Failure>) -> ExitCode {
    match found {
        Ok(found) => {
            if print.format == Format::Text {
                tell(&summary(&found, start.elapsed()));
                if baseline_helps(&found) {
                    tell("`protolint baseline write` records them, so that only new ones are reported");
                }
            }
            let fails = found.found.iter().any(|diagnostic| diagnostic.severity > Severity::Note);
            // The process ends here: giving large schemas back piece by piece would only take time.
            std::mem::forget(found);
            ExitCode::from(u8::from(fails))
        }
        Err(why) => {
            why.tell();
            ExitCode::from(2)
        }
    }
}

fn check(args: &Args) -> Result<Found, Failure> {
    let progress = Progress::start("checking");
    let mut timings = Timings::default();
    let (sources, changes) = args.find.open()?;
    let fixer = args.fix.fixer(&sources)?;
    let against = Against::Told(args.against.as_deref(), &args.history, &args.approvals);
    let mut found = find_in(&args.find, against, sources, changes.as_ref(), &mut timings)?;
    found.tell_notices();
    if let Some(fixer) = fixer {
        let find = |sources| find_in(&args.find, against, sources, changes.as_ref(), &mut Timings::default());
        found.found = fixer.fix(found.take_seen(), |sources| Ok(find(sources)?.take_seen()))?;
        timings.mark("fix");
    }
    args.baseline.apply(&mut found)?;
    drop(progress);
    args.print.print(&found.found)?;
    timings.mark("report");
    if args.timings {
        tell_timings(&timings);
    }
    Ok(found)
}

/// How many findings are too many to begin with.
const MANY: usize = 20;

/// Whether there are many findings that a baseline could record, and there is none.
fn baseline_helps(Found { found, has_baseline, .. }: &Found) -> bool {
    // Changes are approved, not recorded.
    let counts = |diagnostic: &&Diagnostic| {
        diagnostic.severity > Severity::Note
            && is_recordable(diagnostic)
            && !breaking::is_rule(diagnostic.code)
    };
    !has_baseline && found.iter().filter(counts).count() > MANY
}

/// One line for the end of a log. The time is left out where a log might be compared with another.
fn summary(Found { files, found, .. }: &Found, time: Duration) -> String {
    let time =
        if io::stderr().is_terminal() { format!(" in {:.2} s", time.as_secs_f64()) } else { String::new() };
    format!("{} checked{time}: {}", report::plural(files.len(), "file"), report::count_text(found))
}
