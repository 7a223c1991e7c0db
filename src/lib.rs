//! A protobuf compiler front end, and what stands on it: the gate `protolint` and the generator `protogen`.
//!
//! Programs call [`Compiler`] (.proto files to descriptor sets, as protoc writes them) and [`Gate`] (lint, breaking changes,
//! fixes, differences); findings are [`Diagnostic`]s, which [`report`] writes in every format. A build script or a test
//! needs no default features: the feature `cli` is for the two programs. These names follow semantic versioning, and so do
//! rule ids, codes, exit codes and machine formats; a new rule that is on by default, or a new verdict of the compiler, is
//! a minor version. Modules that the documentation does not list may change in any version.
//!
//! The modules are the stages of one pipeline; a stage uses only those above it (`tests/gate/stages.rs`):
//!
//! - `text`: source files, spans, lines and columns
//! - `diag`: the one model of a diagnostic
//! - `files`: where files are read from, the disk or memory
//! - `syntax`: bytes to tokens to a tree, which never fails; then what may not stand where it stands
//! - `wire`: the protobuf wire format, without any schema
//! - `schema`: what a linked schema is, and nothing of how it is made
//! - `compile`: many trees to one linked schema
//! - `descriptor`: the schema to and from descriptor bytes, with source info, and JSON
//! - `format`: a tree to formatted text
//! - `rules`: what every rule says about itself
//! - `input`: what a user names as input to a tree of files or a descriptor set
//! - `lint`: the rules, and the walk that runs them
//! - `breaking`: the rules that compare two schemas, how these are paired, and the walk over the pairs
//! - `diff`: what changed between two schemas, in words
//! - `fix`: what findings say how to mend, applied in memory until nothing is left
//! - `config`: what users write about all this, in files of several kinds, to one type of settings
//! - `approvals`: breaking changes that are meant, which do not count
//! - `baseline`: known findings, which do not count
//! - `workspace`: what a user named, to modules with their settings and parsed files
//! - `gate`: a workspace, and what it was before, to findings
//! - `report`: one file for each output format
//! - `generate`: schema to Rust
//! - `scaffold`: schema to a crate that serves it
//! - `library`: what other programs call
//! - `cli`: arguments as typed, to a request, to the gate or a generator, to a report; the only stage that prints
//!
//! What holds throughout:
//!
//! - Parsing never fails and never panics, whatever the bytes (`tests/compiler/hostile.rs`). A file with errors still yields
//!   findings for itself and for every other file (`tests/gate/check.rs`).
//! - Editions are the model; proto2 and proto3 are presets of features, and later stages ask features.
//! - A file's tree depends on its bytes alone, so files are parsed in parallel. Results do not depend on the order of
//!   threads or hashes.
//! - A schema comes from sources or from a descriptor set, and what reads it does not care which
//!   (`tests/compiler/images.rs`, `tests/gate/rules.rs`).
//! - Descriptor bytes are written straight from the schema and are those of protoc 36.2 (`tests/compiler/goldens.rs`); prost's
//!   types appear only at the door to prost-build.
//! - protoc's verdict on every input is ours too, differences are listed with a reason (`tests/compiler/verdicts.rs`), and
//!   our words are our own (`tests/compiler/snapshots`).

#[doc(hidden)]
pub mod approvals;
#[doc(hidden)]
pub mod baseline;
#[doc(hidden)]
pub mod breaking;
#[cfg(feature = "cli")]
#[doc(hidden)]
pub mod cli;
#[doc(hidden)]
pub mod compile;
#[doc(hidden)]
pub mod config;
#[doc(hidden)]
pub mod descriptor;
#[doc(hidden)]
pub mod diag;
#[doc(hidden)]
pub mod diff;
#[doc(hidden)]
pub mod files;
#[doc(hidden)]
pub mod fix;
#[doc(hidden)]
pub mod format;
#[doc(hidden)]
pub mod gate;
#[cfg(feature = "cli")]
#[doc(hidden)]
pub mod generate;
#[doc(hidden)]
pub mod input;
mod library;
#[doc(hidden)]
pub mod lint;
pub mod report;
#[doc(hidden)]
pub mod rules;
#[cfg(feature = "cli")]
#[doc(hidden)]
pub mod scaffold;
#[doc(hidden)]
pub mod schema;
#[doc(hidden)]
pub mod syntax;
#[doc(hidden)]
pub mod text;
#[doc(hidden)]
pub mod wire;
#[doc(hidden)]
pub mod workspace;

pub use diag::{Diagnostic, Label, Place, Severity};
pub use library::{Compiler, DescriptorSet, Error, Gate};
