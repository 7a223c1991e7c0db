//! Encodes a schema to a `FileDescriptorSet` with source info, and decodes one from bytes or JSON.
//!
//! Output is identical to protoc's, byte for byte. Input is untrusted: contradictions are reported, and the rest is
//! kept.

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
