//! `FIELD_WIRE_COMPATIBLE_CARDINALITY`: fields keep how many values they have.

use crate::breaking::{Breaks, Context, Pair, cardinality};
use crate::diag::Severity;
use crate::rules::{Category, meta};
use crate::schema::handles::Field;

meta! {
    /// ## What it does
    /// Reports fields that changed between optional, required and repeated; a map counts as repeated.
    /// ## Why
    /// Old data is misread: a singular field reads the last value of a list, and a required field may be missing.
    /// ## Before
    /// ```proto
    /// message User {
    ///   string name = 1;
    /// }
    /// ```
    /// ## After
    /// ```proto
    /// message User {
    ///   repeated string name = 1;
    /// }
    /// ```
    FIELD_WIRE_COMPATIBLE_CARDINALITY {
        categories: &[Category::Wire],
        severity: Severity::Error,
        on: false,
        settings: &[],
    }
}

pub fn check(field: Pair<Field<'_>>, cx: &mut Context<'_>) {
    cardinality::check(field, Breaks::Wire, cx);
}
