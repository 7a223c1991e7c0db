//! The linked schema: files, resolved names, option values, features and places.
//!
//! A [`Schema`] is built from sources or from a descriptor set; this module does not depend on either. Bottom up:
//!
//! - [`File`] is one file as declared, in flat lists; an [`Element`] is an index into one of them.
//! - [`Links`] are the resolved names of a file; [`Symbols`] is the symbol table.
//! - [`MessageValue`] is an option value; [`ResolvedOptions`] are all options of an element.
//! - [`Features`] are the resolved features of an element.
//! - [`handles`] is the API for rules.

mod elements;
mod encode;
mod features;
pub mod handles;
mod linked;
mod links;
mod location;
mod merge;
mod model;
mod names;
pub mod number;
mod option_place;
mod options;
mod references;
mod semantics;
mod source_info;
mod strings;
pub(crate) mod symbols;
mod types;
mod value;

pub use encode::{ValueWriter, encode_message};
pub use features::*;
pub use linked::Schema;
pub use links::{FileId, Links, Ref, TypeRef};
pub use location::{Part, place};
pub use model::*;
pub use names::{json_name, map_entry_name};
pub use option_place::Step;
pub use options::{FileOptions, OptionPath, Record, ResolvedOptions};
pub use source_info::{SourceInfo, numbers};
pub use strings::{Name, Strings};
pub use symbols::{Duplicate, NameHash, Package, Symbol, Symbols};
pub use types::{FieldType, Label};
pub use value::{FieldValue, MessageValue, Value};
