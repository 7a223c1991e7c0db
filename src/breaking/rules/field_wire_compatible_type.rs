//! `FIELD_WIRE_COMPATIBLE_TYPE`: fields keep their types.

use crate::breaking::{Breaks, Context, Pair, types};
use crate::diag::Severity;
use crate::rules::{Category, meta};
use crate::schema::handles::Field;

meta! {
    /// ## What it does
    /// Reports fields whose type changed so that old messages are misread.
    /// ## Why
    /// Types are encoded in a few ways that are not compatible. What was written before is read as something else, or
    /// lost.
    /// ## Before
    /// ```proto
    /// message User {
    ///   int32 age = 1;
    /// }
    /// ```
    /// ## After
    /// ```proto
    /// message User {
    ///   sint32 age = 1;
    /// }
    /// ```
    /// ## Notes
    /// Compatible are: `int32`, `int64`, `uint32`, `uint64` and `bool`; `sint32` and `sint64`; `fixed32` and
    /// `sfixed32`; `fixed64` and `sfixed64`; `string` to `bytes`, not back; an enum and a larger one of the same
    /// name.
    FIELD_WIRE_COMPATIBLE_TYPE {
        categories: &[Category::Wire],
        severity: Severity::Error,
        on: false,
        settings: &[],
    }
}

pub fn check(field: Pair<Field<'_>>, cx: &mut Context<'_>) {
    types::check(field, Breaks::Wire, cx);
}
