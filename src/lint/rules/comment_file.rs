//! `COMMENT_FILE`: files begin by saying what they are for.

use crate::compile::handles::File;
use crate::diag::Severity;
use crate::lint::Context;
use crate::rules::{Category, meta};

meta! {
    /// ## What it does
    /// Reports files that do not begin with a comment.
    /// ## Why
    /// The first lines are what everybody reads: the licence, who owns the file, what is in it.
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
    /// A descriptor set does not tell; its files are left alone.
    COMMENT_FILE {
        categories: &[Category::Style],
        severity: Severity::Warning,
        on: false,
        settings: &[],
    }
}

pub fn check(file: File<'_>, cx: &mut Context<'_>) {
    let Some(tree) = file.tree() else { return };
    let text = tree.source.bytes();
    let text = text.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(text).trim_ascii_start();
    if text.is_empty() || text.starts_with(b"//") || text.starts_with(b"/*") {
        return;
    }
    cx.report(file.spot(), "the file does not begin with a comment: readers have to find out what it is for")
        .help("say at the top what the file is about");
}
