//! `IMPORTS_SORTED`: imports are in order.

use crate::diag::{Breaks, Fix, Severity};
use crate::edits::{line_of, replace};
use crate::lint::Context;
use crate::rules::{Category, meta};
use crate::schema::handles::{File, Import};
use crate::syntax::{Decl, Tree};
use crate::text::{Source, Span};

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
    /// ## Fix
    /// `--fix=source` sorts the imports, with the comments directly above them. Their order is part of the descriptor.
    /// `protolint format` sorts them too.
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
                cx.report(import.site(), text).help("sort the imports by their paths").fix(fix.take());
            }
        }
    }
}

/// Sorts the imports of a block, each with its comments. `None` if one shares a line with something else.
fn sorted(tree: &Tree, block: &[(Import<'_>, Span)]) -> Option<Fix> {
    let source = &tree.source;
    let lines = block.iter().map(|(import, span)| Some((import.path(), with_comments(source, *span)?)));
    let lines: Vec<(&str, Span)> = lines.collect::<Option<_>>()?;
    let are_whole = lines
        .windows(2)
        .all(|pair| source.bytes()[Span::new(pair[0].1.end, pair[1].1.start)].trim_ascii().is_empty());
    let mut sorted = lines.clone();
    sorted.sort_by_key(|(path, _)| *path);
    let moved = lines.iter().zip(&sorted).filter(|((_, old), (_, new))| old != new);
    let edit = |((_, old), (_, new)): (&(&str, Span), &(&str, Span))| {
        Some(replace(source, *old, std::str::from_utf8(&source.bytes()[*new]).ok()?))
    };
    if !are_whole {
        return None;
    }
    let fix = Fix::new("sort the imports", moved.map(edit).collect::<Option<_>>()?)?;
    Some(fix.with_reach(Some(Breaks::Source)))
}

/// The lines of a statement without the last line end, with the comments directly above it.
fn with_comments(source: &Source, statement: Span) -> Option<Span> {
    let bytes = source.bytes();
    let line = line_of(source, statement);
    let end = bytes[line].trim_ascii_end().len() as u32 + line.start;
    let mut start = line.start;
    if line == statement || bytes[line].is_empty() {
        return None;
    }
    while let Some(above) = bytes[..start as usize].strip_suffix(b"\n") {
        let above_start = memchr::memrchr(b'\n', above).map_or(0, |at| at + 1);
        if !above[above_start..].trim_ascii_start().starts_with(b"//") {
            break;
        }
        start = above_start as u32;
    }
    Some(Span::new(start, end))
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
