//! Reads single fields of descriptors.

use crate::wire::{Reader, Wire, WireError};

/// The result of decoding.
pub type Read<T> = Result<T, WireError>;

/// The last value of a string field.
pub fn text(reader: Reader<'_>, number: u32) -> Read<&[u8]> {
    let mut found = &b""[..];
    for record in reader {
        let record = record?;
        if let Wire::Bytes(text) = record.value
            && record.number == number
        {
            found = text.bytes();
        }
    }
    Ok(found)
}

/// Appends another occurrence of an options field: concatenating the bytes merges the messages.
pub fn add_options(all: &mut Option<Vec<u8>>, piece: Reader<'_>) -> Read<()> {
    for record in piece {
        record?;
    }
    all.get_or_insert_default().extend_from_slice(piece.bytes());
    Ok(())
}
