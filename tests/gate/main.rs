//! The gate: lint, breaking changes, fixes, formats, configurations and inputs, mostly through the program.

#[path = "../support/mod.rs"]
mod support;

mod against;
mod approvals;
mod baseline;
mod breaking;
mod breaking_command;
mod buf_config;
mod check;
mod config_messages;
mod diff;
mod docs;
mod explain;
mod fix;
mod fix_errors;
mod fix_fixtures;
mod format;
mod formats;
mod hostile_text;
mod inputs;
mod library;
mod protolint_toml;
mod reserves;
mod rules;
mod stages;
mod suppressions;
mod untrusted;
