//! Descriptor sets, from bytes or JSON, to the files of a schema.
//!
//! Sets are untrusted: contradictions are reported, and the rest is kept.

mod decode;
mod decode_json;

pub use decode::{Image, decode_set};
pub use decode_json::decode_json;
