//! A schema as descriptors: the bytes of a `FileDescriptorSet`, with source info, and back from bytes or JSON.
//!
//! What is written is what protoc writes, byte for byte. What is read need not come from a compiler one can trust:
//! what contradicts itself is reported, and the rest is there.

mod decode;
mod decode_json;
mod edition_defaults;
mod encode;
mod options;
mod set;
mod source_info;

pub use decode::{Image, decode_set};
pub use decode_json::decode_json;
pub use edition_defaults::edition_defaults;
pub use encode::{EncodeOptions, encode_file, encode_set_entry};
pub use set::write_set;
