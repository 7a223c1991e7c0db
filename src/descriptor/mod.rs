//! Encodes a schema to a `FileDescriptorSet` with source info, identical to protoc's, byte for byte.

mod edition_defaults;
mod encode;
mod options;
mod order;
mod set;
mod source_info;

pub use edition_defaults::edition_defaults;
pub use encode::{EncodeOptions, encode_file, encode_set_entry};
pub use order::inputs_in_order;
pub use set::write_set;
