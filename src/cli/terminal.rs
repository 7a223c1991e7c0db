//! Writes to standard output and standard error.

use std::io::{self, ErrorKind, StderrLock, Write};
use std::process::ExitCode;

use anstream::AutoStream;

use crate::compile::Timings;
use crate::diag::{Diagnostic, sort};
use crate::gate::Findings;
use crate::input::without_credentials;
use crate::naming::Notify;
use crate::report;
use crate::text::line_start;
use crate::workspace::Failure;

/// Prints notes to standard error.
#[derive(Debug)]
pub struct Terminal;

impl Notify for Terminal {
    fn note(&self, text: &str) {
        eprint_line(&format!("note: {text}"));
    }
}

impl Failure {
    /// Prints it to standard error, and returns the exit status of a command that failed.
    pub fn exit(self) -> ExitCode {
        match self {
            Self::Message(why) => eprint_line(&format!("error: {why}")),
            Self::Configuration(found) => eprint_diagnostics(found),
        }
        ExitCode::from(2)
    }
}

/// Prints diagnostics to standard error, sorted and without credentials.
pub fn eprint_diagnostics(mut found: Vec<Diagnostic>) {
    sort(&mut found);
    for found in &mut found {
        found.message = without_credentials(&found.message).into();
        found.help = found.help.take().map(|help| without_credentials(&help).into());
    }
    eprint(|err| report::text(&found, &mut AutoStream::auto(err)));
}

/// Writes to standard error. Write errors are ignored: there is nowhere left to report them.
pub fn eprint(write: impl FnOnce(StderrLock<'static>) -> io::Result<()>) {
    let _ = write(io::stderr().lock());
}

/// Ignores a broken pipe: the reader, such as `head`, has read enough.
pub fn unless_broken_pipe(written: io::Result<()>) -> io::Result<()> {
    written.or_else(|error| if error.kind() == ErrorKind::BrokenPipe { Ok(()) } else { Err(error) })
}

/// Writes one line to standard error, with control characters escaped and credentials removed.
pub fn eprint_line(line: &str) {
    eprint(|mut err| writeln!(err, "{}", line_start(&without_credentials(line))));
}

/// Writes one line to standard output, with control characters escaped.
pub fn print_line(line: &str) {
    // Ignore write errors: the reader may have read enough.
    let _ = writeln!(io::stdout().lock(), "{}", line_start(line));
}

/// Prints how long each step of a run took.
pub fn eprint_timings(timings: &Timings) {
    for (name, time) in timings.laps() {
        eprint_line(&format!("{name:>20} {:8.1} ms", time.as_secs_f64() * 1e3));
    }
}

/// Prints the notices about the configurations of a run.
pub fn eprint_notices(findings: &mut Findings) {
    eprint_diagnostics(std::mem::take(&mut findings.notices));
    if findings.unchecked {
        eprint_line(
            "warning: options of buf/validate are not checked: PROTOVALIDATE is not supported yet; run buf for it",
        );
    }
}
