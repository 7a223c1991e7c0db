//! `COMMENT_ONEOF`: oneofs are documented.

use crate::diag::Severity;
use crate::lint::Context;
use crate::lint::documented::{EXCLUDES, require};
use crate::rules::{Category, meta};
use crate::schema::handles::Oneof;

meta! {
    /// ## What it does
    /// Reports oneofs without a comment above them.
    /// ## Why
    /// Generated code and API pages carry these comments to people who never see the file.
    /// ## Bad
    /// ```proto
    /// message User {
    ///   oneof contact {
    ///     string email = 1;
    ///   }
    /// }
    /// ```
    /// ## Good
    /// ```proto
    /// message User {
    ///   // How to reach the user.
    ///   oneof contact {
    ///     string email = 1;
    ///   }
    /// }
    /// ```
    /// ## Notes
    /// Comments that begin with `buf:lint:ignore` do not count, nor do comments on the same line.
    COMMENT_ONEOF {
        categories: &[Category::Comments],
        severity: Severity::Warning,
        on: false,
        settings: &[EXCLUDES],
    }
}

pub fn check(oneof: Oneof<'_>, cx: &mut Context<'_>) {
    require(&oneof.comment_lines(), oneof.site(), "oneof", oneof.name(), cx);
}
