//! `COMMENT_ENUM_VALUE`: enum values are documented.

use crate::diag::Severity;
use crate::lint::Context;
use crate::lint::documented::{EXCLUDES, require};
use crate::rules::{Category, meta};
use crate::schema::handles::EnumValue;

meta! {
    /// ## What it does
    /// Reports enum values without a comment above them.
    /// ## Why
    /// Generated code and API pages carry these comments to people who never see the file.
    /// ## Bad
    /// ```proto
    /// enum Status {
    ///   STATUS_UNSPECIFIED = 0;
    /// }
    /// ```
    /// ## Good
    /// ```proto
    /// enum Status {
    ///   // Nothing was chosen.
    ///   STATUS_UNSPECIFIED = 0;
    /// }
    /// ```
    /// ## Notes
    /// Comments that begin with `buf:lint:ignore` do not count, nor do comments on the same line.
    COMMENT_ENUM_VALUE {
        categories: &[Category::Comments],
        severity: Severity::Warning,
        on: false,
        settings: &[EXCLUDES],
    }
}

pub fn check(value: EnumValue<'_>, cx: &mut Context<'_>) {
    require(&value.comment_lines(), value.site(), "value", value.name(), cx);
}
