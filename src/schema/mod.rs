//! What a linked schema is: files, what their names mean, options as values, features, and where all of it is written.
//!
//! A [`Schema`] can come from sources or from a descriptor set, and nothing here knows how it was made. Its parts, from
//! the ground up:
//!
//! - [`File`] is one file as declared, in flat lists; [`Element`] names an entry of one.
//! - [`Links`] are what the names in a file mean, and [`Symbols`] is the table of all names.
//! - [`MessageValue`] is the value of an option; [`ResolvedOptions`] are all options of an element.
//! - [`Features`] are what editions say about an element.
//! - [`handles`] is the view for rules: small copies that know their neighbours and their place.

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
pub use symbols::{Clash, NameHash, Package, Symbol, Symbols};
pub use types::{FieldType, Label};
pub use value::{FieldValue, MessageValue, Value};
