//! The command lines: arguments as typed, then resolved, then run. The only stage that prints.

mod check;
mod compile;
mod format;
mod free_numbers;
mod generate;
mod inputs;
mod output;
mod progress;
pub mod protogen;
pub mod protolint;
mod rules;
mod scaffold;

use std::io::{self, Write};

use crate::compile::Timings;

/// How a run ends, as the shell sees it. 0: done, nothing to say; 1: findings; 2: the run could not be done.
type Status = u8;

/// Says something to whoever started the run.
fn tell(line: &str) {
    // When stderr is gone there is nobody left to tell.
    let _ = writeln!(io::stderr().lock(), "{line}");
}

/// Says where the time of a run went.
fn tell_timings(timings: &Timings) {
    for (name, time) in timings.laps() {
        tell(&format!("{name:>20} {:8.1} ms", time.as_secs_f64() * 1e3));
    }
}
