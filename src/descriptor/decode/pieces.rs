//! Single fields of descriptors.

use crate::wire::{Reader, Wire, WireError};

/// What was read, or why it could not be.
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

/// Adds a piece of an options message to those before it; split messages mean their concatenation.
pub fn add_options(all: &mut Option<Vec<u8>>, piece: Reader<'_>) -> Read<()> {
    for record in piece {
        record?;
    }
    all.get_or_insert_default().extend_from_slice(piece.bytes());
    Ok(())
}
