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
        .help("begin it with `syntax = \"proto3\";`, or with `syntax = \"proto2\";` if that is meant")
        .fix(fix(file));
}

/// Says what is so without being said, in front of everything: comments stay with what they are about.
fn fix(file: File<'_>) -> Option<Fix> {
    let source = file.tree()?.source.clone();
    let start = if source.bytes().starts_with(b"\xEF\xBB\xBF") { 3 } else { 0 };
    let newline = source.newline();
    let text = format!("syntax = \"proto2\";{newline}{newline}");
    let edit = Edit { source, span: Span::at(start), text };
    Fix::new("say that the file is proto2", vec![edit])
}
