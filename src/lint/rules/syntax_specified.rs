//! `SYNTAX_SPECIFIED`: files say which language they are in.

use crate::compile::handles::File;
use crate::diag::Severity;
use crate::lint::Context;
use crate::rules::{Category, meta};

meta! {
    /// ## What it does
    /// Reports files with neither `syntax` nor `edition`.
    /// ## Why
    /// Such a file is proto2, which its author may not have meant, and tools warn of it or refuse it.
    /// ## Bad
    /// ```proto
    /// // file: user.proto
    /// message User {}
    /// ```
    /// ## Good
    /// ```proto
    /// // file: user.proto
    /// syntax = "proto3";
    ///
    /// message User {}
    /// ```
    SYNTAX_SPECIFIED {
        categories: &[Category::Basic, Category::Standard],
        severity: Severity::Warning,
        on: false,
        settings: &[],
    }
}

pub fn check(file: File<'_>, cx: &mut Context<'_>) {
    if file.has_level() || file.is_damaged() {
        return;
    }
    cx.report(file.spot(), "the file does not say its syntax, so it is proto2")
        .help("begin it with `syntax = \"proto3\";`, or with `syntax = \"proto2\";` if that is meant");
}
