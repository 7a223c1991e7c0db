//! Sorts diagnostics for a report.

use rayon::prelude::*;

use super::Diagnostic;

/// Sorts by path, position, code and message, and drops duplicates.
pub fn sort(diagnostics: &mut Vec<Diagnostic>) {
    // A stable sort, which is fast on the long sorted runs that the stages produce.
    diagnostics.par_sort_by(Diagnostic::order);
    diagnostics.dedup_by(|a, b| a.order(b).is_eq());
}
