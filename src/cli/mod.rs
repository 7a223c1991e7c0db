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
