//! Many trees to one linked schema.

mod features;
mod link;
mod lower;
mod model;
mod number;
mod options;
mod schema;
mod symbols;
mod value;

pub use features::*;
pub use link::*;
pub use lower::{MAX_FIELD_NUMBER, lower};
pub use model::*;
pub use options::*;
pub use schema::*;
pub use symbols::*;
pub use value::*;
