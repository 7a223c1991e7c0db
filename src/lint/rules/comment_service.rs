//! `COMMENT_SERVICE`: services are documented.

use crate::diag::Severity;
use crate::lint::Context;
use crate::lint::documented::{EXCLUDES, require};
use crate::rules::{Category, meta};
use crate::schema::handles::Service;

meta! {
    /// ## What it does
    /// Reports services without a comment above them.
    /// ## Why
    /// Generated code and API pages carry these comments to people who never see the file.
    /// ## Bad
    /// ```proto
    /// service UserService {}
    /// ```
    /// ## Good
    /// ```proto
    /// // Manages users.
    /// service UserService {}
    /// ```
    /// ## Notes
    /// Comments that begin with `buf:lint:ignore` do not count, nor do comments on the same line.
    COMMENT_SERVICE {
        categories: &[Category::Comments],
        severity: Severity::Warning,
        on: false,
        settings: &[EXCLUDES],
    }
}

pub fn check(service: Service<'_>, cx: &mut Context<'_>) {
    require(&service.comment_lines(), service.site(), "service", service.name(), cx);
}
