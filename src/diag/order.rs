//! The order of a report.

use rayon::prelude::*;

use super::Diagnostic;

/// Sorts by path, position, identifier and message, and drops what is said twice.
pub fn sort(diagnostics: &mut Vec<Diagnostic>) {
    // They come in long runs that are sorted already, which this takes as they are.
    diagnostics.par_sort_by(Diagnostic::order);
    diagnostics.dedup_by(|a, b| a.order(b).is_eq());
}
