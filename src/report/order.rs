//! The order of a report.

use std::cmp::Ordering;
use std::sync::Arc;

use rayon::prelude::*;

use crate::diag::Diagnostic;

/// Sorts by path, position, identifier and message, and drops what is said twice.
pub fn sort(diagnostics: &mut Vec<Diagnostic>) {
    diagnostics.par_sort_unstable_by(order);
    diagnostics.dedup_by(|a, b| order(a, b).is_eq());
}

fn order(a: &Diagnostic, b: &Diagnostic) -> Ordering {
    let ((a_start, a_end), (b_start, b_end)) = (a.place.bounds(), b.place.bounds());
    // Most are compared with others of their file.
    let (a_path, b_path) = (&a.place.path, &b.place.path);
    let path = if Arc::ptr_eq(a_path, b_path) { Ordering::Equal } else { a_path.cmp(b_path) };
    let place = path.then(a_start.cmp(&b_start));
    let words = || a.code.cmp(b.code).then_with(|| a.message.cmp(&b.message));
    place.then_with(words).then(a_end.cmp(&b_end))
}
