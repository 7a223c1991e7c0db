//! The command lines: arguments as typed, to a request, to the gate or a generator, to a report. The only stage that
//! prints.

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
mod free_numbers;
mod generate;
mod inputs;
mod make_rule;
mod print;
mod progress;
pub mod protogen;
pub mod protolint;
mod rules;
mod scaffold;
mod terminal;

use std::ffi::OsString;

use crate::text::visible;

/// How a run ends, as the shell sees it. 0: done, nothing to say; 1: findings; 2: the run could not be done.
type Status = u8;

/// Parses the arguments of a program. A message about them quotes them as they are safe to print.
fn parse<P: clap::Parser>(args: &[OsString]) -> Result<P, Status> {
    let error = match P::try_parse_from(args) {
        Ok(parsed) => return Ok(parsed),
        Err(error) => error,
    };
    let shown = args.iter().map(|arg| visible(&arg.to_string_lossy()).into_owned());
    let error = P::try_parse_from(shown).err().unwrap_or(error);
    // What clap prints goes to a closed pipe at worst.
    let _ = error.print();
    Err(if error.use_stderr() { 2 } else { 0 })
}
