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

/// How a run ends, as the shell sees it. 0: done, nothing to say; 1: findings; 2: the run could not be done.
type Status = u8;
