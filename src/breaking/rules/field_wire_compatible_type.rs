//! `FIELD_WIRE_COMPATIBLE_TYPE`: fields keep their types.

use crate::breaking::{Breaks, Context, Pair, types};
use crate::diag::Severity;
use crate::rules::{Category, meta};
use crate::schema::handles::Field;

meta! {
    /// ## What it does
    /// Reports fields whose type changed so that old messages are misread.
    /// ## Why
    /// The wire types are incompatible, so old data is misread or lost.
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
    /// Compatible types: `int32`, `int64`, `uint32`, `uint64` and `bool`; `sint32` and `sint64`; `fixed32` and
    /// `sfixed32`; `fixed64` and `sfixed64`; `string` to `bytes`, but not back; an enum and a superset of the same
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
