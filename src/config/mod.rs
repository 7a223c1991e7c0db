//! Reads protolint.toml and buf's files into [`Settings`].
//!
//! A file is parsed to nodes with positions, which are then resolved: rule names to rules, paths to paths relative to
//! one directory. Later stages do not depend on the kind of file.

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
pub use overrides::{Change, Group, Override, RuleLevel};
pub use paths::is_in;
pub use schema::schema;
pub use settings::{Against, Breaking, Files, Ignores, Lint, Module, Settings};

/// An example configuration, in which every key is commented out.
pub const EXAMPLE: &str = include_str!("init.toml");

/// The baseline file.
pub const BASELINE: &str = "protolint-baseline.toml";

/// The name of the approvals file.
pub const APPROVALS: &str = "protolint-approvals.toml";
