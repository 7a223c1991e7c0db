//! `IMPORTS_SORTED`: imports are in order.

use crate::diag::{Fix, Severity};
use crate::lint::Context;
use crate::lint::edits::replace;
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
    let imports: Vec<(Import<'_>, Span)> = file.imports().zip(spans(tree)).collect();
    let gap = |above: &(Import<'_>, Span), below: &(Import<'_>, Span)| {
        &tree.source.bytes()[Span::new(above.1.end, below.1.start)]
    };
    for block in imports.chunk_by(|above, below| !has_blank_line(gap(above, below))) {
        let mut fix = sorted(tree, block);
        for pair in block.windows(2) {
            let [(above, _), (import, _)] = pair else { continue };
            if import.path() < above.path() {
                let text = format!("`{}` sorts before `{}`, which is above", import.path(), above.path());
                cx.report(import.spot(), text).help("sort the imports by their paths").fix(fix.take());
            }
        }
    }
}

/// Sorts the imports of a block, unless comments are between them.
fn sorted(tree: &Tree, block: &[(Import<'_>, Span)]) -> Option<Fix> {
    let bytes = tree.source.bytes();
    let is_plain = |pair: &[(Import<'_>, Span)]| {
        bytes[Span::new(pair[0].1.end, pair[1].1.start)].trim_ascii().is_empty()
    };
    if !block.windows(2).all(is_plain) {
        return None;
    }
    let mut sorted = block.to_vec();
    sorted.sort_by_key(|(import, _)| import.path());
    let moved = block.iter().zip(&sorted).filter(|((_, old), (_, new))| old != new);
    let edit = |(old, new): (&(Import<'_>, Span), &(Import<'_>, Span))| {
        Some(replace(&tree.source, old.1, std::str::from_utf8(&bytes[new.1]).ok()?))
    };
    Fix::new("sort the imports", moved.map(edit).collect::<Option<_>>()?)
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
