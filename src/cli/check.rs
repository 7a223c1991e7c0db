//! `protolint check`: compiles, lints and reports.

use std::io::{self, IsTerminal};
use std::process::ExitCode;
use std::time::{Duration, Instant};

use super::baseline::FileArgs;
use super::buf_flags::BufArgs;
use super::check_args::CheckArgs;
use super::fix_args::FixArgs;
use super::format::Format;
use super::inputs::{ApprovalArgs, CONFIG_HELP, INPUTS_HELP};
use super::print::PrintArgs;
use super::progress::Progress;
use super::terminal::{Terminal, eprint_line, eprint_notices, eprint_timings};
use crate::baseline::is_recordable;
use crate::breaking;
use crate::compile::Timings;
use crate::diag::{Diagnostic, Severity};
use crate::gate::{Check, Comparison, Findings};
use crate::report;
use crate::workspace::Failure;

const EXIT_STATUS: &str =
    "Exit status: 0 no errors or warnings; 1 errors or warnings; 2 usage, configuration, I/O or git error.";

/// What to check, and how to report it.
#[derive(clap::Args, Debug)]
#[command(after_help = format!("{INPUTS_HELP}\n\n{CONFIG_HELP}\n\n{EXIT_STATUS}"))]
pub struct Args {
    #[command(flatten)]
    check: CheckArgs,
    /// Also report what breaks compared with this version: a revision such as `main`, or any other input
    #[arg(long, value_name = "INPUT")]
    against: Option<String>,
    /// Older version, to detect reused field numbers and names; may be repeated
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
    /// Print how long each step takes
    #[arg(long, hide = true)]
    timings: bool,
}

/// Checks and reports. 0: no errors or warnings; 1: errors or warnings; 2: the command failed.
pub fn run(args: &Args) -> ExitCode {
    finish(&args.print, &args.fix, Instant::now(), check(args, false))
}

/// The same as a replacement for `buf lint`: under a buf.yaml, what buf accepts is not an error.
pub fn lint(args: &Args) -> ExitCode {
    finish(&args.print, &args.fix, Instant::now(), check(args, true))
}

/// Prints the summary of a run that began at `start`, and returns its exit status.
pub fn finish(
    print: &PrintArgs,
    fix: &FixArgs,
    start: Instant,
    findings: Result<Findings, Failure>,
) -> ExitCode {
    match findings {
        Ok(findings) => {
            if print.format == Format::Text {
                eprint_line(&summary(&findings, start.elapsed()));
                fix.eprint_fixable(&findings.diagnostics);
                if baseline_helps(&findings) {
                    eprint_line(
                        "`protolint baseline write` records them, so that only new ones are reported",
                    );
                }
            }
            let fails = findings.diagnostics.iter().any(|diagnostic| diagnostic.severity > Severity::Note);
            // The process is about to exit: freeing a large schema would only take time.
            std::mem::forget(findings);
            ExitCode::from(u8::from(fails))
        }
        Err(why) => why.exit(),
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
    eprint_notices(&mut findings);
    if let Some(fixer) = fixer {
        let recheck =
            |sources| Ok(check.run(sources, changes.as_ref(), &mut Timings::default())?.take_checked());
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

/// From how many findings on a baseline is suggested.
const MANY: usize = 20;

/// Whether to suggest a baseline: there is none, and it could record many findings.
fn baseline_helps(Findings { diagnostics, has_baseline, .. }: &Findings) -> bool {
    // Changes are approved, not recorded.
    let counts = |diagnostic: &&Diagnostic| {
        diagnostic.severity > Severity::Note
            && is_recordable(diagnostic)
            && !breaking::is_rule(diagnostic.code)
    };
    !has_baseline && diagnostics.iter().filter(counts).count() > MANY
}

/// One line at the end of the output. The time is shown only on a terminal, so that logs can be compared.
fn summary(Findings { files, diagnostics, .. }: &Findings, time: Duration) -> String {
    let time =
        if io::stderr().is_terminal() { format!(" in {:.2} s", time.as_secs_f64()) } else { String::new() };
    format!("{} checked{time}: {}", report::plural(files.len(), "file"), report::count_text(diagnostics))
}
