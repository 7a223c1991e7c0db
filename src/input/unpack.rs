//! Decompression with a size limit.

use std::io::{self, Read};

use flate2::read::MultiGzDecoder;
use ruzstd::decoding::StreamingDecoder;

use super::spelling::Compression;

/// The maximum expansion factor beyond a harmless size. Schemas compress to a tenth, generated ones to less.
const MAX_EXPANSION: u64 = 100;

/// The size that is always allowed, and the size that never is.
const BOUNDS: (u64, u64) = (64 << 20, 2 << 30);

/// The maximum unpacked size for a file of this size, so that a small file cannot exhaust the memory.
pub fn budget(packed: usize) -> u64 {
    (packed as u64).saturating_mul(MAX_EXPANSION).clamp(BOUNDS.0, BOUNDS.1)
}

/// A reader that decompresses `bytes`. It fails if the limit is exceeded.
pub fn unpacked(bytes: &[u8], compression: Compression) -> io::Result<Box<dyn Read + '_>> {
    let reader: Box<dyn Read> = match compression {
        Compression::None => return Ok(Box::new(bytes)),
        Compression::Gzip => Box::new(MultiGzDecoder::new(bytes)),
        Compression::Zstd => Box::new(StreamingDecoder::new(bytes).map_err(io::Error::other)?),
    };
    Ok(Box::new(Bounded { reader, left: budget(bytes.len()) }))
}

/// A reader that fails after a number of bytes.
pub struct Bounded<R> {
    /// The source.
    pub reader: R,
    /// How many bytes are left.
    pub left: u64,
}

impl<R: Read> Read for Bounded<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let read = self.reader.read(buffer)?;
        self.left = self.left.checked_sub(read as u64).ok_or_else(too_much)?;
        Ok(read)
    }
}

fn too_much() -> io::Error {
    io::Error::other(format!(
        "it unpacks to more than {} MiB and more than {MAX_EXPANSION} times its size, or to more than 2 GiB",
        BOUNDS.0 >> 20
    ))
}
