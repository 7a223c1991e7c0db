//! Builds the edits of fixes.

mod append;
mod body;
pub mod ranges;
mod reserved;

pub use append::append;
pub use reserved::reserve;

use crate::diag::Edit;
use crate::syntax::{Tok, Tree};
use crate::text::{Source, Span};

/// Replaces text.
pub fn replace(source: &Source, span: Span, text: impl Into<String>) -> Edit {
    Edit { source: source.clone(), span, text: text.into() }
}

/// Removes a statement: its line if nothing else is on it, with one of two blank lines around it; otherwise also the
/// white space before it.
pub fn remove_statement(tree: &Tree, first: Tok, last: Tok) -> Edit {
    let (source, bytes) = (&tree.source, tree.source.bytes());
    let statement = tree.span_to(first, last);
    let mut span = line_of(source, statement);
    if span == statement {
        span.start = bytes[..span.start as usize].trim_ascii_end().len() as u32;
    } else {
        let (before, after) = (&bytes[..span.start as usize], &bytes[span.end as usize..]);
        let blank = ["\r\n", "\n"].into_iter().find(|end| after.starts_with(end.as_bytes()));
        if before.ends_with(b"\n\n") || before.ends_with(b"\n\r\n") {
            span.end += blank.map_or(0, str::len) as u32;
        }
    }
    replace(source, span, "")
}

/// Extends a span to whole lines, if nothing but white space, or after it a comment, shares them.
pub fn line_of(source: &Source, span: Span) -> Span {
    let bytes = source.bytes();
    let (start, end) = (span.start as usize, span.end as usize);
    let margin = bytes[..start].iter().rev().take_while(|byte| matches!(byte, b' ' | b'\t')).count();
    let is_first = margin == start || bytes[start - margin - 1] == b'\n';
    let rest_len = memchr::memchr(b'\n', &bytes[end..]).map_or(bytes.len() - end, |at| at + 1);
    let rest = bytes[end..end + rest_len].trim_ascii();
    let is_last = rest.is_empty() || rest.starts_with(b"//");
    if is_first && is_last { Span::new((start - margin) as u32, (end + rest_len) as u32) } else { span }
}

/// The white space before a position, if it is the first of its line that is not blank.
pub fn margin(source: &Source, at: u32) -> Option<Span> {
    let before = &source.bytes()[..at as usize];
    let start = before.iter().rposition(|byte| !matches!(byte, b' ' | b'\t')).map_or(0, |last| last + 1);
    let starts_line = start == 0 || before[start - 1] == b'\n';
    starts_line.then(|| Span::new(start as u32, at))
}
