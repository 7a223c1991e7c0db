//! `FIELD_SAME_TYPE`: fields keep their types.

use crate::breaking::{Breaks, Context, Pair, types};
use crate::diag::Severity;
use crate::rules::{Category, meta};
use crate::schema::handles::Field;

meta! {
    /// ## What it does
    /// Reports fields whose type changed: to another scalar, message or enum, or between a message and a group.
    /// ## Why
    /// Generated code has another type, and old data may be misread.
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
    FIELD_SAME_TYPE {
        categories: &[Category::File, Category::Package, Category::Csr],
        severity: Severity::Error,
        on: true,
        settings: &[],
    }
}

pub fn check(field: Pair<Field<'_>>, cx: &mut Context<'_>) {
    types::check(field, Breaks::Source, cx);
}
