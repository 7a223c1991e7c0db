//! A protobuf compiler front end, the linter and breaking change detector `protolint`, and the generator `protogen`.
//!
//! Programs call [`Compiler`] (.proto files to descriptor sets, as protoc writes them) and [`Gate`] (lint, breaking
//! changes, fixes, differences). Both return [`Diagnostic`]s, which [`report`] writes in every format. Without default
//! features there is only the `Compiler`, for build scripts. The feature `gate` adds the rest of the library, and the
//! default, `cli`, the two programs.
//!
//! The items listed here follow semantic versioning, and so do rule ids, codes, exit codes and machine-readable
//! formats. A new rule that is on by default, or a changed verdict of the compiler, is a minor version. Hidden modules
//! may change in any version.
//!
//! The modules are the stages of one pipeline; a stage uses only those above it (`tests/gate/stages.rs`):
//!
//! - `text`: source files, spans, lines and columns
//! - `diag`: the model of a diagnostic
//! - `files`: reads files from disk or memory
//! - `syntax`: bytes to tokens to a tree, which never fails, and checks that need only the tree
//! - `wire`: the protobuf wire format, without any schema
//! - `schema`: the linked schema, whatever it was built from
//! - `compile`: trees to one linked schema
//! - `descriptor`: the schema to descriptor bytes, with source info
//! - `naming`: files and directories to parsed files with import names
//! - `image`: descriptor sets, from bytes or JSON, to the files of a schema
//! - `format`: a tree to formatted text
//! - `rules`: the metadata of all rules
//! - `edits`: builds the edits of fixes
//! - `input`: inputs as the user names them, to a tree of files or a descriptor set
//! - `lint`: the rules, and the walk that runs them
//! - `breaking`: the rules that compare two schemas, the pairing of their elements, and the walk over the pairs
//! - `diff`: describes the changes between two schemas
//! - `fix`: applies the fixes of findings in memory until none is left
//! - `config`: configuration files of all kinds to one type of settings
//! - `approvals`: intended breaking changes, which do not count
//! - `baseline`: known findings, which do not count
//! - `workspace`: inputs to modules with settings and parsed files
//! - `gate`: a workspace, and its older version, to findings
//! - `report`: the output formats, one file each
//! - `generate`: schema to Rust
//! - `scaffold`: schema to a crate that serves it
//! - `library`: the API for other programs
//! - `cli`: arguments to a request, to the gate or a generator, to a report; the only stage that prints
//!
//! Invariants:
//!
//! - Parsing never fails and never panics, whatever the bytes (`tests/compiler/hostile.rs`). A file with errors still
//!   gives findings, for itself and for all other files (`tests/gate/check.rs`).
//! - Editions are the model: proto2 and proto3 are presets of features, and later stages ask for features.
//! - The tree of a file depends only on its bytes, so files are parsed in parallel. Results do not depend on the order
//!   of threads or hashes.
//! - A schema comes from sources or from a descriptor set, and its users do not depend on which
//!   (`tests/compiler/images.rs`, `tests/gate/rules.rs`).
//! - Descriptor bytes are written directly from the schema and are identical to those of protoc 36.2
//!   (`tests/compiler/goldens.rs`). The types of prost appear only in the interface to prost-build.
//! - Every verdict is that of protoc, and differences are listed with a reason (`tests/compiler/verdicts.rs`). Messages
//!   are our own (`tests/compiler/snapshots`).

#[cfg(feature = "gate")]
#[doc(hidden)]
pub mod approvals;
#[cfg(feature = "gate")]
#[doc(hidden)]
pub mod baseline;
#[cfg(feature = "gate")]
#[doc(hidden)]
pub mod breaking;
#[cfg(feature = "cli")]
#[doc(hidden)]
pub mod cli;
#[doc(hidden)]
pub mod compile;
#[cfg(feature = "gate")]
#[doc(hidden)]
pub mod config;
#[doc(hidden)]
pub mod descriptor;
#[doc(hidden)]
pub mod diag;
#[cfg(feature = "gate")]
#[doc(hidden)]
pub mod diff;
#[cfg(feature = "gate")]
#[doc(hidden)]
pub mod edits;
#[doc(hidden)]
pub mod files;
#[cfg(feature = "gate")]
#[doc(hidden)]
pub mod fix;
#[cfg(feature = "gate")]
#[doc(hidden)]
pub mod format;
#[cfg(feature = "gate")]
#[doc(hidden)]
pub mod gate;
#[cfg(feature = "cli")]
#[doc(hidden)]
pub mod generate;
#[cfg(feature = "gate")]
#[doc(hidden)]
pub mod image;
#[cfg(feature = "gate")]
#[doc(hidden)]
pub mod input;
mod library;
#[cfg(feature = "gate")]
#[doc(hidden)]
pub mod lint;
#[doc(hidden)]
pub mod naming;
#[cfg(feature = "gate")]
pub mod report;
#[cfg(feature = "gate")]
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
#[cfg(feature = "gate")]
#[doc(hidden)]
pub mod workspace;

pub use diag::{Diagnostic, Label, Place, Severity};
#[cfg(feature = "gate")]
pub use library::Gate;
pub use library::{Compiler, DescriptorSet, Error};
