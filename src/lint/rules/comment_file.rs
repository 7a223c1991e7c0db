//! `COMMENT_FILE`: files begin by saying what they are for.

use crate::diag::Severity;
use crate::lint::Context;
use crate::lint::documented::{EXCLUDES, is_documentation};
use crate::rules::{Category, meta};
use crate::schema::handles::File;

meta! {
    /// ## What it does
    /// Reports files that do not begin with a comment.
    /// ## Why
    /// The first lines are what everybody reads: the licence, the owner of the file, its contents.
    /// ## Bad
    /// ```proto
    /// // file: user.proto
    /// syntax = "proto3";
    ///
    /// // The users of the shop.
    /// package shop.user.v1;
    /// ```
    /// ## Good
    /// ```proto
    /// // file: user.proto
    /// // The users of the shop.
    ///
    /// syntax = "proto3";
    ///
    /// package shop.user.v1;
    /// ```
    /// ## Notes
    /// Comments for a linter do not count. Files of descriptor sets are ignored, because they lack these comments.
    COMMENT_FILE {
        categories: &[Category::Style],
        severity: Severity::Warning,
        on: false,
        settings: &[EXCLUDES],
    }
}

pub fn check(file: File<'_>, cx: &mut Context<'_>) {
    let Some(tree) = file.tree() else { return };
    let text = tree.source.bytes();
    let end = tree.tokens.first().map_or(text.len(), |first| first.span.start as usize);
    let comments = String::from_utf8_lossy(&text[..end]);
    let lines = comments.lines().map(|line| line.trim_matches(['\u{FEFF}', ' ', '\t', '\r', '/', '*']));
    if text.trim_ascii().is_empty() || is_documentation(lines, cx) {
        return;
    }
    cx.report(file.site(), "the file does not start with a comment that says what it is for")
        .help("add a comment at the top");
}
