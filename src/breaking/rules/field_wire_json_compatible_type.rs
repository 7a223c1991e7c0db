//! `FIELD_WIRE_JSON_COMPATIBLE_TYPE`: fields keep their types.

use crate::breaking::{Breaks, Context, Pair, types};
use crate::diag::Severity;
use crate::rules::{Category, meta};
use crate::schema::handles::Field;

meta! {
    /// ## What it does
    /// Reports fields whose type changed so that old messages, or old JSON, are misread.
    /// ## Why
    /// The wire types are incompatible, and JSON distinguishes more types: 64-bit numbers are strings.
    /// ## Before
    /// ```proto
    /// message User {
    ///   int32 age = 1;
    /// }
    /// ```
    /// ## After
    /// ```proto
    /// message User {
    ///   int64 age = 1;
    /// }
    /// ```
    /// ## Notes
    /// Compatible types: `int32` and `uint32`; `int64` and `uint64`; `fixed32` and `sfixed32`; `fixed64` and
    /// `sfixed64`; an enum and a superset of the same name.
    FIELD_WIRE_JSON_COMPATIBLE_TYPE {
        categories: &[Category::WireJson, Category::Csr],
        severity: Severity::Error,
        on: false,
        settings: &[],
    }
}

pub fn check(field: Pair<Field<'_>>, cx: &mut Context<'_>) {
    types::check(field, Breaks::Json, cx);
}
