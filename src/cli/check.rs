//! `protolint check`: compiles, lints and reports.

use std::io::{self, IsTerminal};
use std::process::ExitCode;
use std::time::{Duration, Instant};

use super::baseline::FileArgs;
use super::buf_flags::BufArgs;
use super::check_args::CheckArgs;
use super::fix_args::{FixArgs, fix};
use super::format::Format;
use super::inputs::{ApprovalArgs, CONFIG_HELP, INPUTS_HELP};
use super::print::PrintArgs;
use super::progress::Progress;
use super::terminal::{Terminal, tell, tell_notices, tell_timings};
use crate::baseline::is_recordable;
use crate::breaking;
use crate::compile::Timings;
use crate::diag::{Diagnostic, Severity};
use crate::gate::{Check, Comparison, Findings};
use crate::report;
use crate::workspace::Failure;

const EXIT_STATUS: &str =
    "Exit status: 0 clean, notes aside; 1 errors or warnings; 2 the run could not be done.";

/// What to check and how to tell.
#[derive(clap::Args, Debug)]
#[command(after_help = format!("{INPUTS_HELP}\n\n{CONFIG_HELP}\n\n{EXIT_STATUS}"))]
pub struct Args {
    #[command(flatten)]
    check: CheckArgs,
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
    finish(&args.print, Instant::now(), check(args, false))
}

/// Does the same in place of buf: where its files are in charge, what it accepts is no error.
pub fn lint(args: &Args) -> ExitCode {
    finish(&args.print, Instant::now(), check(args, true))
}

/// Sums up a run that began at `start`, and says how it ends.
pub fn finish(print: &PrintArgs, start: Instant, findings: Result<Findings, Failure>) -> ExitCode {
    match findings {
        Ok(findings) => {
            if print.format == Format::Text {
                tell(&summary(&findings, start.elapsed()));
                if baseline_helps(&findings) {
                    tell("`protolint baseline write` records them, so that only new ones are reported");
                }
            }
            let fails = findings.diagnostics.iter().any(|diagnostic| diagnostic.severity > Severity::Note);
            // The process ends here: giving large schemas back piece by piece would only take time.
            std::mem::forget(findings);
            ExitCode::from(u8::from(fails))
        }
        Err(why) => {
            why.tell();
            ExitCode::from(2)
        }
    }
}

fn check(args: &Args, as_buf: bool) -> Result<Findings, Failure> {
    let progress = Progress::start("checking");
    let mut timings = Timings::default();
    let (sources, changes) = args.check.open()?;
    let fixer = args.fix.fixer(&sources)?;
    let request = args.check.request(as_buf);
    let (against, history) = (args.against.clone(), args.history.clone());
    let comparison = Comparison { against, history, approvals: args.approvals.approvals.clone() };
    let check = Check { request: &request, comparison: Some(&comparison), notify: &Terminal };
    let mut findings = check.run(sources, changes.as_ref(), &mut timings)?;
    tell_notices(&mut findings);
    if let Some(fixer) = fixer {
        let look = |sources| Ok(check.run(sources, changes.as_ref(), &mut Timings::default())?.take_seen());
        findings.diagnostics = fix(&fixer, findings.take_seen(), look)?;
        timings.mark("fix");
    }
    args.baseline.apply(&mut findings)?;
    drop(progress);
    args.print.print(&findings.diagnostics)?;
    timings.mark("report");
    if args.timings {
        tell_timings(&timings);
    }
    Ok(findings)
}

/// How many findings are too many to begin with.
const MANY: usize = 20;

/// Whether there are many findings that a baseline could record, and there is none.
fn baseline_helps(Findings { diagnostics, has_baseline, .. }: &Findings) -> bool {
    // Changes are approved, not recorded.
    let counts = |diagnostic: &&Diagnostic| {
        diagnostic.severity > Severity::Note
            && is_recordable(diagnostic)
            && !breaking::is_rule(diagnostic.code)
    };
    !has_baseline && diagnostics.iter().filter(counts).count() > MANY
}

/// One line for the end of a log. The time is left out where a log might be compared with another.
fn summary(Findings { files, diagnostics, .. }: &Findings, time: Duration) -> String {
    let time =
        if io::stderr().is_terminal() { format!(" in {:.2} s", time.as_secs_f64()) } else { String::new() };
    format!("{} checked{time}: {}", report::plural(files.len(), "file"), report::count_text(diagnostics))
}
