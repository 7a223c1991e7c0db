//! Metadata, documentation and selection of rules. The rules themselves are in `lint/` and `breaking/`.

mod docs;
mod meta;
mod selection;

pub use docs::Docs;
pub(crate) use meta::meta;
pub use meta::{Category, Meta, Setting, SettingValue};
pub use selection::{Rule, Selected, Selection};

pub use crate::text::similar;
