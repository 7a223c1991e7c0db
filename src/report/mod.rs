//! Diagnostics to text: one small file per format.

mod json;
mod order;
mod text;

pub use json::json;
pub use order::sort;
pub use text::text;
