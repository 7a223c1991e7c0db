//! What a user named, to modules with their settings and parsed files.
//!
//! [`Sources`] are what was named, opened: files of the disk, of a revision or an archive, or a descriptor set.
//! [`workspaces`] finds the configurations in charge of them and makes a [`Workspace`] for each: the settings, the parsed
//! files with all they import, and which of them are to be checked, by module. Where a configuration does not say which
//! directories imports start from, the imports and packages of the files do (`naming`).

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
pub use include::Include;
pub use modules::files_of_modules;
pub use naming::{Lookup, load_files};
pub use notify::{Notify, Silent};
pub use open::{several, workspaces};
pub use parsed::{Target, Workspace};
pub use scope::Scope;
pub use sources::{Since, Sources};
