//! A workspace, and what it was before, to findings: what commands, an editor or a library call.
//!
//! [`Check`] compiles and lints what a user named, and compares it where there is something to compare it with;
//! [`Compare`] only compares. Both end in [`Findings`], from which [`BaselineFile`] takes out what is known and which a
//! [`Fixer`] fixes. Nothing here parses an argument or prints: notes go to a [`Notify`](crate::workspace::Notify).

mod approved;
mod baseline_file;
mod check;
mod compare;
mod compiled;
mod counterpart;
mod findings;
mod fixer;
mod old;
mod overrides;
mod pairing;
mod request;
mod snapshot;

pub use approved::{approvals_path, read_approvals, save_approvals, today};
pub use baseline_file::BaselineFile;
pub use check::Check;
pub use compare::{Compare, broken};
pub use counterpart::Named;
pub use findings::Findings;
pub use fixer::{Fixer, check_writable};
pub use old::OldInput;
pub use request::{Comparison, Request};
pub use snapshot::Snapshot;
