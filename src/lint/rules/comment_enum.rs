//! `COMMENT_ENUM`: enums are documented.

use crate::diag::Severity;
use crate::lint::Context;
use crate::lint::documented::{EXCLUDES, require};
use crate::rules::{Category, meta};
use crate::schema::handles::Enum;

meta! {
    /// ## What it does
    /// Reports enums without a comment above them.
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
    /// // What can happen to a user.
    /// enum Status {
    ///   STATUS_UNSPECIFIED = 0;
    /// }
    /// ```
    /// ## Notes
    /// Comments that begin with `buf:lint:ignore` do not count, nor do comments on the same line.
    COMMENT_ENUM {
        categories: &[Category::Comments],
        severity: Severity::Warning,
        on: false,
        settings: &[EXCLUDES],
    }
}

pub fn check(enumeration: Enum<'_>, cx: &mut Context<'_>) {
    require(&enumeration.comment_lines(), enumeration.site(), "enum", enumeration.name(), cx);
}
