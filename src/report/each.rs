//! Formats that put one finding behind the other: rendered side by side, written in order.

use std::io::{self, Write};

use rayon::prelude::*;

use crate::diag::Diagnostic;

/// How many findings are rendered at a time, and how many of them by one thread. The former bounds the memory, the
/// latter is enough to make the change of hands cheap.
const AT_A_TIME: usize = 1 << 13;
const BY_ONE: usize = 1 << 9;

/// About how many bytes most formats make of a finding.
const BYTES: usize = 1 << 8;

/// Writes what `render` makes of each finding.
pub fn each(
    diagnostics: &[Diagnostic],
    out: &mut dyn Write,
    render: impl Fn(&Diagnostic, &mut Vec<u8>) -> io::Result<()> + Sync,
) -> io::Result<()> {
    for some in diagnostics.chunks(AT_A_TIME) {
        let texts: Vec<io::Result<Vec<u8>>> = some
            .par_chunks(BY_ONE)
            .map(|few| {
                let mut text = Vec::with_capacity(few.len() * BYTES);
                few.iter().try_for_each(|diagnostic| render(diagnostic, &mut text))?;
                Ok(text)
            })
            .collect();
        for text in texts {
            out.write_all(&text?)?;
        }
    }
    Ok(())
}
