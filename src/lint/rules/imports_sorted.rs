//! `IMPORTS_SORTED`: imports are in order.

use crate::diag::Severity;
use crate::lint::Context;
use crate::rules::{Category, meta};
use crate::schema::handles::{File, Import};
use crate::syntax::{Decl, Tree};
use crate::text::Span;

meta! {
    /// ## What it does
    /// Reports imports whose path sorts before that of the import above, unless a blank line is between them.
    /// ## Why
    /// In a sorted list, duplicates are visible, and merge conflicts are rare.
    /// ## Bad
    /// ```proto
    /// import "google/protobuf/timestamp.proto";
    /// import "google/protobuf/empty.proto";
    /// ```
    /// ## Good
    /// ```proto
    /// import "google/protobuf/empty.proto";
    /// import "google/protobuf/timestamp.proto";
    /// ```
    IMPORTS_SORTED {
        categories: &[Category::Style],
        severity: Severity::Warning,
        on: false,
        settings: &[],
    }
}

pub fn check(file: File<'_>, cx: &mut Context<'_>) {
    let Some(tree) = file.tree() else { return };
    let mut above: Option<(Import<'_>, Span)> = None;
    for (import, span) in file.imports().zip(spans(tree)) {
        if let Some((above, its_span)) = above
            && import.path() < above.path()
            && !has_blank_line(&tree.source.bytes()[Span::new(its_span.end, span.start)])
        {
            let text = format!("`{}` sorts before `{}`, which is above", import.path(), above.path());
            cx.report(import.spot(), text).help("sort the imports by their paths");
        }
        above = Some((import, span));
    }
}

fn spans(tree: &Tree) -> impl Iterator<Item = Span> {
    tree.decls.iter().filter_map(|decl| match decl {
        Decl::Import(import) => Some(tree.span_to(import.first, import.last)),
        _ => None,
    })
}

fn has_blank_line(between: &[u8]) -> bool {
    let mut lines = between.split(|byte| *byte == b'\n').skip(1).peekable();
    while let Some(line) = lines.next() {
        if line.trim_ascii().is_empty() && lines.peek().is_some() {
            return true;
        }
    }
    false
}
