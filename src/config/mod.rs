//! What users write about a check, in files of several kinds, to one type of settings.
//!
//! Every file is read to nodes, which know where they are written, and resolved from these: names of rules to rules,
//! paths to paths from one directory. Nothing after that asks which file it was.

mod base;
mod buf_blocks;
mod buf_rules;
mod buf_tables;
mod buf_work;
mod buf_yaml;
mod dependencies;
mod locate;
mod node;
mod paths;
mod settings;
mod yaml;

pub use base::Base;
pub use dependencies::Dependencies;
pub use locate::{Located, locate, named};
pub use paths::{is_in, join};
pub use settings::{Breaking, Ignores, Lint, Module, Settings};

/// The file of known findings.
pub const BASELINE: &str = "protolint-baseline.toml";
