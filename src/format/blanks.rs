//! Trims spaces and tabs.

/// Trims spaces and tabs at the end. A carriage return stays, as in buf.
pub fn trim_blanks_end(text: &[u8]) -> &[u8] {
    let end = text.iter().rposition(|byte| !is_blank(*byte)).map_or(0, |last| last + 1);
    &text[..end]
}

/// Trims spaces and tabs at the start.
pub fn trim_blanks_start(text: &[u8]) -> &[u8] {
    let start = text.iter().position(|byte| !is_blank(*byte)).unwrap_or(text.len());
    &text[start..]
}

/// Trims spaces and tabs at both ends.
pub fn trim_blanks(text: &[u8]) -> &[u8] {
    trim_blanks_start(trim_blanks_end(text))
}

fn is_blank(byte: u8) -> bool {
    matches!(byte, b' ' | b'\t')
}
