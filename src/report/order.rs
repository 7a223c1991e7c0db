//! The order of a report.

use crate::diag::Diagnostic;

/// Sorts by path, position, identifier and message, and drops what is said twice.
pub fn sort(diagnostics: &mut Vec<Diagnostic>) {
    diagnostics.sort_by(|a, b| key(a).cmp(&key(b)));
    diagnostics.dedup_by(|a, b| key(a) == key(b));
}

/// Places in one file are all spans of its text or all lines, so that either can be the key.
fn key(diagnostic: &Diagnostic) -> (&str, [u32; 2], &'static str, &str, [u32; 2]) {
    let place = &diagnostic.place;
    let (start, end) = match &place.text {
        Some((_, span)) => ([0, span.start], [0, span.end]),
        None => place.range().map_or_else(Default::default, |lines| {
            ([lines.start.line, lines.start.column], [lines.end.line, lines.end.column])
        }),
    };
    (&place.path, start, diagnostic.code, &diagnostic.message, end)
}
