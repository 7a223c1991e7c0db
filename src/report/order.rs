//! The order of a report.

use crate::diag::{Diagnostic, Place};

/// Sorts by path, position, identifier and message, and drops what is said twice.
pub fn sort(diagnostics: &mut Vec<Diagnostic>) {
    diagnostics.sort_by(|a, b| key(a).cmp(&key(b)));
    diagnostics.dedup_by(|a, b| key(a) == key(b));
}

fn key(diagnostic: &Diagnostic) -> (&str, u32, &'static str, &str, u32) {
    let Place { path, text } = &diagnostic.place;
    let (start, end) = text.as_ref().map_or((0, 0), |(_, span)| (span.start, span.end));
    (path, start, diagnostic.code, &diagnostic.message, end)
}
