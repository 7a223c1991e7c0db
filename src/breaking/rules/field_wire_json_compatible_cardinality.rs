//! `FIELD_WIRE_JSON_COMPATIBLE_CARDINALITY`: fields keep how many values they have.

use crate::breaking::{Breaks, Context, Pair, cardinality};
use crate::diag::Severity;
use crate::rules::{Category, meta};
use crate::schema::handles::Field;

meta! {
    /// ## What it does
    /// Reports fields that changed between optional, required, repeated and map.
    /// ## Why
    /// A list, a map and a single value are encoded differently; old data is misread or rejected.
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
    FIELD_WIRE_JSON_COMPATIBLE_CARDINALITY {
        categories: &[Category::WireJson, Category::Csr],
        severity: Severity::Error,
        on: false,
        settings: &[],
    }
}

pub fn check(field: Pair<Field<'_>>, cx: &mut Context<'_>) {
    cardinality::check(field, Breaks::Json, cx);
}
