//! `COMMENT_MESSAGE`: messages are documented.

use crate::diag::Severity;
use crate::lint::Context;
use crate::lint::documented::{EXCLUDES, require};
use crate::rules::{Category, meta};
use crate::schema::handles::Message;

meta! {
    /// ## What it does
    /// Reports messages without a comment above them.
    /// ## Why
    /// Generated code and API pages carry these comments to people who never see the file.
    /// ## Bad
    /// ```proto
    /// message User {}
    /// ```
    /// ## Good
    /// ```proto
    /// // Somebody who can log in.
    /// message User {}
    /// ```
    /// ## Notes
    /// Comments that begin with `buf:lint:ignore` do not count, nor do comments on the same line.
    COMMENT_MESSAGE {
        categories: &[Category::Comments],
        severity: Severity::Warning,
        on: false,
        settings: &[EXCLUDES],
    }
}

pub fn check(message: Message<'_>, cx: &mut Context<'_>) {
    require(&message.comment_lines(), message.site(), "message", message.name(), cx);
}
