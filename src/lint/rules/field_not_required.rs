//! `FIELD_NOT_REQUIRED`: no field is required.

use crate::diag::Severity;
use crate::lint::Context;
use crate::rules::{Category, meta};
use crate::schema::handles::Field;

meta! {
    /// ## What it does
    /// Reports required fields, of editions those with `features.field_presence = LEGACY_REQUIRED`.
    /// ## Why
    /// A reader refuses a message that lacks a required field. So it can never be removed, not even by a program that
    /// ignores it.
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
        cx.report(field.name_spot(), message).help("make it optional, and check for it where it is read");
    }
}
