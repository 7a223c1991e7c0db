//! From files and directories to parsed files with import names.
//!
//! If nothing names the import roots, they are inferred from imports and packages.

mod detours;
mod filter;
mod include;
mod inputs;
mod notify;
mod root;

pub use detours::without_detours;
pub use filter::{Filter, Limit, MayBeEmpty, nothing_to_check};
pub use include::{Include, exclude_included};
pub use inputs::{Lookup, load_files, load_split};
pub use notify::{Notify, Silent};
