//! JSON that is safe to print: control and bidirectional characters are escaped.

use std::io::{self, Write};

use serde::Serialize;

use crate::text::visible_json;

/// Writes a value on one line.
pub fn line(out: &mut dyn Write, value: &impl Serialize) -> io::Result<()> {
    // One pass over the whole line is faster than one over each of its pieces.
    let text = serde_json::to_string(value)?;
    out.write_all(visible_json(&text).as_bytes())?;
    out.write_all(b"\n")
}

/// Writes a value with indentation.
pub fn pretty(out: &mut dyn Write, value: &impl Serialize) -> io::Result<()> {
    serde_json::to_writer_pretty(Escaped(&mut *out), value)?;
    writeln!(out)
}

/// Escapes what is written to it. `serde_json` splits only at ASCII, so each piece is valid UTF-8.
struct Escaped<'o>(&'o mut dyn Write);

impl Write for Escaped<'_> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        match std::str::from_utf8(bytes) {
            Ok(text) => self.0.write_all(visible_json(text).as_bytes())?,
            Err(error) => return Err(io::Error::new(io::ErrorKind::InvalidData, error)),
        }
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        self.0.flush()
    }
}
