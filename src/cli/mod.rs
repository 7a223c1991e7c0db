//! The command lines. Each command converts its arguments to a request, calls the gate or a generator, and prints a
//! report. Nothing outside this module prints.

mod approve;
mod baseline;
mod breaking;
mod buf_flags;
mod check;
mod check_args;
mod compare_args;
mod compile;
mod config;
mod diff;
mod fix_args;
mod format;
mod formatter;
mod generate;
mod inputs;
mod patch;
mod print;
mod progress;
pub mod protogen;
pub mod protolint;
mod rule_args;
mod rules;
mod scaffold;
mod terminal;

use std::ffi::OsString;

use crate::text::visible;

/// The exit status. 0: done; 1: findings; 2: the command failed.
type Status = u8;

/// Parses the arguments of a program. Messages quote them with control characters escaped.
fn parse<P: clap::Parser>(args: &[OsString]) -> Result<P, Status> {
    let error = match P::try_parse_from(args) {
        Ok(parsed) => return Ok(parsed),
        Err(error) => error,
    };
    let shown = args.iter().map(|arg| visible(&arg.to_string_lossy()).into_owned());
    let error = P::try_parse_from(shown).err().unwrap_or(error);
    // Ignore write errors.
    let _ = error.print();
    Err(if error.use_stderr() { 2 } else { 0 })
}
