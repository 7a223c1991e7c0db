//! From inputs to modules with settings and parsed files.
//!
//! [`Sources`] are the opened inputs: files on disk, in a revision or an archive, or a descriptor set. [`workspaces`]
//! finds the configurations that apply to them and makes a [`Workspace`] for each: the settings, the parsed files with
//! all imports, and the files to check, by module. If a configuration names no import roots, they are inferred from
//! imports and packages (`naming`).

mod configured;
mod failure;
mod filter;
mod include;
mod modules;
mod naming;
mod notify;
mod open;
mod parsed;
mod roots;
mod scope;
mod sources;

pub use configured::Configured;
pub use failure::Failure;
pub use filter::{Filter, MayBeEmpty, nothing_to_check};
pub use modules::files_of_modules;
pub use notify::{Notify, Silent};
pub use open::{several, workspaces};
pub use parsed::{Target, Workspace};
pub use scope::Scope;
pub use sources::{Since, Sources};
