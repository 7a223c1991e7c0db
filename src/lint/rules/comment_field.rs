//! `COMMENT_FIELD`: fields and extensions are documented.

use crate::diag::Severity;
use crate::lint::Context;
use crate::lint::documented::{EXCLUDES, require};
use crate::rules::{Category, meta};
use crate::schema::FieldType;
use crate::schema::handles::Field;

meta! {
    /// ## What it does
    /// Reports fields and extensions without a comment above them.
    /// ## Why
    /// Generated code and API pages carry these comments to people who never see the file.
    /// ## Bad
    /// ```proto
    /// message User {
    ///   string name = 1;
    /// }
    /// ```
    /// ## Good
    /// ```proto
    /// message User {
    ///   // What others see.
    ///   string name = 1;
    /// }
    /// ```
    /// ## Notes
    /// Comments that begin with `buf:lint:ignore` do not count, nor do comments on the same line.
    COMMENT_FIELD {
        categories: &[Category::Comments],
        severity: Severity::Warning,
        on: false,
        settings: &[EXCLUDES],
    }
}

pub fn check(field: Field<'_>, cx: &mut Context<'_>) {
    // The comment of a group belongs to its message.
    if field.ty() == FieldType::Group {
        return;
    }
    require(&field.comment_lines(), field.site(), "field", field.name(), cx);
}
