//! Whole descriptor sets.

use std::io::{self, Write};

use rayon::prelude::*;

use super::encode::{EncodeOptions, encode_set_entry};
use crate::schema::{FileId, Schema};

/// Files encoded together: enough to keep all cores busy, few enough to stay small.
const BATCH: usize = 64;

/// Writes files as a `FileDescriptorSet`, in this order; while one batch is being written the next is encoded.
pub fn write_set(
    schema: &Schema,
    files: &[FileId],
    options: EncodeOptions,
    out: &mut (dyn Write + Send),
) -> io::Result<()> {
    let mut encoded = Vec::new();
    for batch in files.chunks(BATCH) {
        let (written, next) =
            rayon::join(|| write_all(&encoded, out), || encode_files(schema, batch, options));
        written?;
        encoded = next;
    }
    write_all(&encoded, out)
}

fn write_all(parts: &[Vec<u8>], out: &mut (dyn Write + Send)) -> io::Result<()> {
    parts.iter().try_for_each(|part| out.write_all(part))
}

fn encode_files(schema: &Schema, files: &[FileId], options: EncodeOptions) -> Vec<Vec<u8>> {
    let encode = |&file: &FileId| {
        let mut bytes = Vec::new();
        encode_set_entry(schema, file, options, &mut bytes);
        bytes
    };
    files.par_iter().map(encode).collect()
}
