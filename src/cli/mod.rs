//! The command lines: arguments as typed, then resolved, then run. The only stage that prints.

mod compile;
mod free_numbers;
mod output;
pub mod protogen;
