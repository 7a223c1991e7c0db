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
mod globs;
mod keys;
mod locate;
mod native;
mod native_rules;
mod node;
mod overrides;
mod paths;
mod schema;
mod settings;
mod toml;
mod yaml;

pub use self::toml::toml_fault;
pub use base::Base;
pub use dependencies::Dependencies;
pub use globs::Globs;
pub use locate::{FILES, Located, NATIVE, beside, locate, named, set};
pub use overrides::{Change, Group, Level, Override};
pub use paths::{is_in, join};
pub use schema::schema;
pub use settings::{Against, Breaking, Files, Ignores, Lint, Module, Settings};

/// A configuration to begin with: all of it is said in comments.
pub const EXAMPLE: &str = include_str!("init.toml");

/// The file of known findings.
pub const BASELINE: &str = "protolint-baseline.toml";

/// The file of approved breaking changes.
pub const APPROVALS: &str = "protolint-approvals.toml";
