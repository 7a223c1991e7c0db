//! Renders findings in parallel, and writes them in order.

use std::io::{self, Write};

use rayon::prelude::*;

use crate::diag::Diagnostic;

/// How many findings are rendered at a time, which bounds the memory, and how many per task.
const CHUNK: usize = 1 << 13;
const PER_TASK: usize = 1 << 9;

/// The typical size of a rendered finding.
const BYTES_PER_FINDING: usize = 1 << 8;

/// Writes each finding as `render` formats it.
pub fn each(
    diagnostics: &[Diagnostic],
    out: &mut dyn Write,
    render: impl Fn(&Diagnostic, &mut Vec<u8>) -> io::Result<()> + Sync,
) -> io::Result<()> {
    for some in diagnostics.chunks(CHUNK) {
        let texts: Vec<io::Result<Vec<u8>>> = some
            .par_chunks(PER_TASK)
            .map(|few| {
                let mut text = Vec::with_capacity(few.len() * BYTES_PER_FINDING);
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
