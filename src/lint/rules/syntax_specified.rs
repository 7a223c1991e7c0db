//! `SYNTAX_SPECIFIED`: files say which language they are in.

use crate::diag::{Edit, Fix, Severity};
use crate::lint::Context;
use crate::rules::{Category, meta};
use crate::schema::handles::File;
use crate::text::Span;

meta! {
    /// ## What it does
    /// Reports files with neither `syntax` nor `edition`.
    /// ## Why
    /// Such a file is proto2, which may not be intended, and tools warn about it or reject it.
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
    /// ## Fix
    /// `--fix` writes `syntax = "proto2";`, which is what the file means.
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
    cx.report(file.site(), "the file has no syntax, so it is proto2")
        .help("add `syntax = \"proto3\";` at the top, or `syntax = \"proto2\";` if that is intended")
        .fix(fix(file));
}

/// Adds the implicit syntax before everything, so that comments stay with their declarations.
fn fix(file: File<'_>) -> Option<Fix> {
    let source = file.tree()?.source.clone();
    let start = if source.bytes().starts_with(b"\xEF\xBB\xBF") { 3 } else { 0 };
    let newline = source.newline();
    let text = format!("syntax = \"proto2\";{newline}{newline}");
    let edit = Edit { source, span: Span::at(start), text };
    Fix::new("say that the file is proto2", vec![edit])
}
