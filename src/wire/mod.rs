//! The protobuf wire format: tags, lengths and numbers, without any schema.

mod read;
mod write;

pub use read::{Reader, Record, Wire, WireError};
pub use write::{MAX_VARINT, Writer, varint};
