//! From inputs to modules with settings and parsed files.
//!
//! [`Sources`] are the opened inputs: files on disk, in a revision or an archive, or a descriptor set. [`workspaces`]
//! finds the configurations that apply to them and makes a [`Workspace`] for each: the settings, the parsed files with
//! all imports, and the files to check, by module.

mod configured;
mod failure;
mod limits;
mod modules;
mod open;
mod parsed;
mod scope;
mod sources;

pub use configured::Configured;
pub use failure::Failure;
pub use limits::limits;
pub use modules::files_of_modules;
pub use open::{several, workspaces};
pub use parsed::{Target, Workspace};
pub use scope::Scope;
pub use sources::{Since, Sources};
