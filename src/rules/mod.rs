//! The contract of a rule: what every rule says about itself, whatever it looks at. The bodies are in `lint/`.

mod docs;
mod meta;
mod selection;
mod similar;

pub use docs::Docs;
pub(crate) use meta::meta;
pub use meta::{Category, Meta, Setting, Value};
pub use selection::{Rule, Selected, Selection};
pub use similar::similar;
