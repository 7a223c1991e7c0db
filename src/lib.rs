//! A protobuf compiler front end, and what stands on it: the gate `protolint` and the generator `protogen`.
//!
//! The modules are the stages of one pipeline; a stage uses only those above it (`tests/stages.rs`):
//!
//! - [`text`]: source files, spans, lines and columns
//! - [`diag`]: the one model of a diagnostic
//! - [`files`]: where files are read from, the disk or memory
//! - [`syntax`]: bytes to tokens to a tree, which never fails; then what may not stand where it stands
//! - [`wire`]: the protobuf wire format, without any schema
//! - [`schema`]: what a linked schema is, and nothing of how it is made
//! - [`compile`]: many trees to one linked schema
//! - [`descriptor`]: the schema to and from descriptor bytes, with source info, and JSON
//! - [`format`](mod@format): a tree to formatted text
//! - [`rules`]: what every rule says about itself
//! - [`input`]: what a user names as input to a tree of files or a descriptor set
//! - [`lint`]: the rules, and the walk that runs them
//! - [`breaking`]: the rules that compare two schemas, how these are paired, and the walk over the pairs
//! - [`diff`]: what changed between two schemas, in words
//! - [`fix`]: what findings say how to mend, applied in memory until nothing is left
//! - [`config`]: what users write about all this, in files of several kinds, to one type of settings
//! - [`approvals`]: breaking changes that are meant, which do not count
//! - [`baseline`]: known findings, which do not count
//! - [`workspace`]: what a user named, to modules with their settings and parsed files
//! - [`gate`]: a workspace, and what it was before, to findings
//! - [`report`]: one file for each output format
//! - [`generate`]: schema to Rust
//! - [`scaffold`]: schema to a crate that serves it
//! - [`cli`]: arguments as typed, to a request, to the gate or a generator, to a report; the only stage that prints
//!
//! What holds throughout:
//!
//! - Parsing never fails and never panics, whatever the bytes (`tests/hostile.rs`). A file with errors still yields
//!   findings for itself and for every other file (`tests/check.rs`).
//! - Editions are the model; proto2 and proto3 are presets of features, and later stages ask features.
//! - A file's tree depends on its bytes alone, so files are parsed in parallel. Results do not depend on the order of
//!   threads or hashes.
//! - A schema comes from sources or from a descriptor set, and what reads it does not care which
//!   (`tests/images.rs`, `tests/rules.rs`).
//! - Descriptor bytes are written straight from the schema and are those of protoc 36.2 (`tests/goldens.rs`); prost's
//!   types appear only at the door to prost-build.
//! - protoc's verdict on every input is ours too, differences are listed with a reason (`tests/verdicts.rs`), and
//!   our words are our own (`tests/snapshots`).

pub mod approvals;
pub mod baseline;
pub mod breaking;
pub mod cli;
pub mod compile;
pub mod config;
pub mod descriptor;
pub mod diag;
pub mod diff;
pub mod files;
pub mod fix;
pub mod format;
pub mod gate;
pub mod generate;
pub mod input;
pub mod lint;
pub mod report;
pub mod rules;
pub mod scaffold;
pub mod schema;
pub mod syntax;
pub mod text;
pub mod wire;
pub mod workspace;
