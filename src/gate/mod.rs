//! From a workspace, and its older version, to findings: the interface for commands, editors and libraries.
//!
//! [`Check`] compiles and lints the inputs, and compares them if there is an older version; [`Compare`] only compares.
//! Both return [`Findings`]; [`BaselineFile`] removes known ones, and a [`Fixer`] applies their fixes. [`changelog()`]
//! lists all changes, breaking or not. Nothing here parses an argument or prints: notes go to a
//! [`Notify`](crate::naming::Notify).

mod approved;
mod baseline_file;
mod changelog;
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
pub use changelog::changelog;
pub use check::Check;
pub use compare::{Compare, broken};
pub use findings::Findings;
pub use fixer::{Fixer, check_writable};
pub use request::{Comparison, Request};
