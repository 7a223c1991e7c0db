//! Aligns the `=` of consecutive lines.

/// An `=` in the output.
#[derive(Clone, Copy, Debug)]
pub struct Equals {
    /// Its offset.
    pub at: usize,
    /// The depth of its declaration.
    pub depth: usize,
}

/// Adds spaces before each `=`, so that those of consecutive lines at one depth are below each other.
pub fn align(text: &[u8], equals: &[Equals]) -> Vec<u8> {
    let mut out = Vec::with_capacity(text.len() + text.len() / 8);
    let mut written = 0;
    for run in equals.chunk_by(|a, b| a.depth == b.depth && is_on_next_line(&text[a.at..b.at])) {
        let widest = run.iter().map(|equals| column(text, equals.at)).max().unwrap_or(0);
        for equals in run {
            out.extend_from_slice(&text[written..equals.at]);
            out.resize(out.len() + widest - column(text, equals.at), b' ');
            written = equals.at;
        }
    }
    out.extend_from_slice(&text[written..]);
    out
}

fn is_on_next_line(between: &[u8]) -> bool {
    memchr::memchr_iter(b'\n', between).count() == 1
}

/// The number of characters before an offset in its line.
pub fn column(text: &[u8], at: usize) -> usize {
    let line = memchr::memrchr(b'\n', &text[..at]).map_or(0, |end| end + 1);
    let is_start = |byte: &&u8| **byte & 0xC0 != 0x80;
    text[line..at].iter().filter(is_start).count()
}
