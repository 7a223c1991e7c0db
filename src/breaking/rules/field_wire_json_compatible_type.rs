//! `FIELD_WIRE_JSON_COMPATIBLE_TYPE`: fields keep their types.

use crate::breaking::{Breaks, Context, Pair, types};
use crate::diag::Severity;
use crate::rules::{Category, meta};
use crate::schema::handles::Field;

meta! {
    /// ## What it does
    /// Reports fields whose type changed so that old messages, or old JSON, are misread.
    /// ## Why
    /// Types are encoded in a few ways that are not compatible, and JSON tells more of them apart: numbers of 64 bits
    /// are strings there.
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
    /// Compatible are: `int32` and `uint32`; `int64` and `uint64`; `fixed32` and `sfixed32`; `fixed64` and
    /// `sfixed64`; an enum and a larger one of the same name.
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
