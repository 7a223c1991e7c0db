//! `FIELD_NO_PREPOSITION`: names of fields do without prepositions.

use crate::diag::Severity;
use crate::lint::Context;
use crate::lint::prepositions::{self, EXCEPT, PREPOSITIONS};
use crate::rules::{Category, meta};
use crate::schema::handles::File;

meta! {
    /// ## What it does
    /// Reports fields with a preposition in their name.
    /// ## Why
    /// `failure_reason` is shorter than `reason_for_failure`; and a field whose name needs `with` or `and` holds two
    /// things that are better separated.
    /// ## Bad
    /// ```proto
    /// message Job {
    ///   string reason_for_failure = 1;
    /// }
    /// ```
    /// ## Good
    /// ```proto
    /// message Job {
    ///   string failure_reason = 1;
    /// }
    /// ```
    /// ## Notes
    /// `except` lists allowed names, such as `order_by`. Names that end in `_at` are reported too, unless `except`
    /// contains `_at` or `prepositions` does not.
    FIELD_NO_PREPOSITION {
        categories: &[Category::Style],
        severity: Severity::Warning,
        on: false,
        settings: &[PREPOSITIONS, EXCEPT],
    }
}

pub fn check(file: File<'_>, cx: &mut Context<'_>) {
    prepositions::check("field", file.fields().map(|field| (field.name(), field.name_site())), cx);
}
