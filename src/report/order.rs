//! The order of a report.

use crate::diag::Diagnostic;
use crate::text::LineColumn;

/// Sorts by path, position, identifier and message, and drops what is said twice.
pub fn sort(diagnostics: &mut Vec<Diagnostic>) {
    diagnostics.sort_by_cached_key(key);
    diagnostics.dedup_by(|a, b| a.code == b.code && a.message == b.message && key(a) == key(b));
}

type Key = (Box<str>, Option<LineColumn>, &'static str, String, Option<LineColumn>);

fn key(diagnostic: &Diagnostic) -> Key {
    let range = diagnostic.place.range();
    let (start, end) = (range.as_ref().map(|range| range.start), range.map(|range| range.end));
    (diagnostic.place.path.clone(), start, diagnostic.code, diagnostic.message.clone(), end)
}
