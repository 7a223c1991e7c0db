//! What is said on standard output and standard error.

use std::io::{self, Write};

use anstream::AutoStream;

use crate::compile::Timings;
use crate::diag::{Diagnostic, sort};
use crate::gate::Findings;
use crate::input::without_credentials;
use crate::report;
use crate::text::line_start;
use crate::workspace::{Failure, Notify};

/// Notes go to standard error.
#[derive(Debug)]
pub struct Terminal;

impl Notify for Terminal {
    fn note(&self, text: &str) {
        tell(&format!("note: {text}"));
    }
}

impl Failure {
    /// Says it.
    pub fn tell(self) {
        match self {
            Self::Message(why) => tell(&format!("error: {why}")),
            Self::Configuration(found) => tell_about(found),
        }
    }
}

/// Says what there is to say about a configuration, each thing once.
pub fn tell_about(mut found: Vec<Diagnostic>) {
    sort(&mut found);
    for found in &mut found {
        found.message = without_credentials(&found.message).into();
        found.help = found.help.take().map(|help| without_credentials(&help).into());
    }
    // When stderr is gone there is nobody left to tell.
    let _ = report::text(&found, &mut AutoStream::auto(io::stderr().lock()));
}

/// Writes one line to standard error, safe to print whatever is quoted in it.
pub fn tell(line: &str) {
    // When stderr is gone there is nobody left to tell.
    let _ = writeln!(io::stderr().lock(), "{}", line_start(&without_credentials(line)));
}

/// Writes one line to standard output, safe to print whatever is quoted in it.
pub fn say(line: &str) {
    // A reader that has gone away has read enough.
    let _ = writeln!(io::stdout().lock(), "{}", line_start(line));
}

/// Says where the time of a run went.
pub fn tell_timings(timings: &Timings) {
    for (name, time) in timings.laps() {
        tell(&format!("{name:>20} {:8.1} ms", time.as_secs_f64() * 1e3));
    }
}

/// Says what the user should know about the configurations of a run.
pub fn tell_notices(findings: &mut Findings) {
    tell_about(std::mem::take(&mut findings.notices));
    if findings.unchecked {
        tell(
            "warning: options of buf/validate are not checked: PROTOVALIDATE is not there yet, run buf for it",
        );
    }
}
