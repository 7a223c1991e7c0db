//! The compiler front end: verdicts, bytes and positions beside protoc's.

#[path = "../support/mod.rs"]
mod support;

mod compile;
mod edition_defaults;
mod goldens;
mod hostile;
mod images;
mod mistakes;
mod options;
mod protoc_env;
mod protox;
mod random;
mod unchanged;
mod verdicts;
