//! `FIELD_NOT_REQUIRED`: no field is required.

use crate::diag::Severity;
use crate::lint::Context;
use crate::rules::{Category, meta};
use crate::schema::handles::Field;

meta! {
    /// ## What it does
    /// Reports required fields; in editions, those with `features.field_presence = LEGACY_REQUIRED`.
    /// ## Why
    /// Readers reject messages without a required field, so it can never be removed, even if no program uses it.
    /// ## Bad
    /// ```proto
    /// syntax = "proto2";
    ///
    /// message User {
    ///   required string name = 1;
    /// }
    /// ```
    /// ## Good
    /// ```proto
    /// syntax = "proto2";
    ///
    /// message User {
    ///   optional string name = 1;
    /// }
    /// ```
    FIELD_NOT_REQUIRED {
        categories: &[Category::Basic, Category::Standard],
        severity: Severity::Warning,
        on: false,
        settings: &[],
    }
}

pub fn check(field: Field<'_>, cx: &mut Context<'_>) {
    if field.is_required() {
        let message = format!("field `{}` is required, so it can never be removed", field.name());
        cx.report(field.name_site(), message).help("make it optional, and check it when reading");
    }
}
