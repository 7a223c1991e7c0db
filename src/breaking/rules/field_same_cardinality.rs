//! `FIELD_SAME_CARDINALITY`: fields keep how many values they have.

use crate::breaking::{Breaks, Context, Pair, cardinality};
use crate::diag::Severity;
use crate::rules::{Category, meta};
use crate::schema::handles::Field;

meta! {
    /// ## What it does
    /// Reports fields that changed between optional with presence, optional without, required, repeated and map.
    /// ## Why
    /// Generated code has another interface: a list instead of a value, or no way to check presence.
    /// ## Before
    /// ```proto
    /// message User {
    ///   string name = 1;
    /// }
    /// ```
    /// ## After
    /// ```proto
    /// message User {
    ///   optional string name = 1;
    /// }
    /// ```
    FIELD_SAME_CARDINALITY {
        categories: &[Category::File, Category::Package],
        severity: Severity::Error,
        on: true,
        settings: &[],
    }
}

pub fn check(field: Pair<Field<'_>>, cx: &mut Context<'_>) {
    cardinality::check(field, Breaks::Source, cx);
}
