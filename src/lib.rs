//! A protobuf compiler front end, and what stands on it.

pub mod cli;
pub mod compile;
pub mod diag;
pub mod generate;
pub mod lint;
pub mod report;
pub mod rules;
pub mod syntax;
pub mod text;
