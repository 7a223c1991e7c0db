//! A gate of one's own: lints a directory, compares it with a revision if one is named, and prints a line for each
//! finding. Needs the feature `gate`.

#![allow(clippy::print_stdout, reason = "it is a program")]

use std::process::ExitCode;

use protolint::{Error, Gate};

fn main() -> Result<ExitCode, Error> {
    let mut args = std::env::args().skip(1);
    let mut gate = Gate::new(args.next().unwrap_or_else(|| ".".to_owned()));
    if let Some(against) = args.next() {
        gate = gate.against(against);
    }
    let findings = gate.check()?;
    for finding in &findings.diagnostics {
        println!("{}: {} ({})", finding.place.path, finding.message, finding.code);
    }
    Ok(ExitCode::from(u8::from(!findings.diagnostics.is_empty())))
}
