//! Adds statements at the end of a body.

use super::body::find;
use super::{margin, replace};
use crate::diag::Edit;
use crate::syntax::{Tok, Tree};
use crate::text::Span;

/// Adds statements before the brace at `close`, one per line if the body has several lines. `None` if there is no such
/// body.
pub fn append(tree: &Tree, close: Tok, lines: &[String]) -> Option<Edit> {
    let body = find(tree, close)?;
    let source = &tree.source;
    let newline = source.newline();
    let brace = tree.span(close);
    let before = Span::new(tree.span(close - 1).end, brace.start);
    let is_empty = body.open + 1 == close && source.bytes()[before].trim_ascii().is_empty();
    if is_empty && !source.bytes()[before].contains(&b'\n') {
        let outer = line_indent(tree, body.open);
        let text: String = lines.iter().flat_map(|line| [newline, &outer, "  ", line]).collect();
        return Some(replace(source, before, format!("{text}{newline}{outer}")));
    }
    let Some(outer) = margin(source, brace.start) else {
        let text = lines.iter().flat_map(|line| [" ", line]).collect::<String>();
        return Some(replace(source, Span::at(before.start), text));
    };
    let first = margin(source, tree.span(body.open + 1).start).filter(|_| body.open + 1 < close);
    let outer = String::from_utf8_lossy(&source.bytes()[outer]).into_owned();
    let indent = match first {
        Some(first) => String::from_utf8_lossy(&source.bytes()[first]).into_owned(),
        None => format!("{outer}  "),
    };
    let text: String = lines.iter().flat_map(|line| [&indent, &**line, newline]).collect();
    let line_start = brace.start - outer.len() as u32;
    Some(replace(source, Span::at(line_start), text))
}

/// The indentation of the line of a token.
fn line_indent(tree: &Tree, tok: Tok) -> String {
    let bytes = &tree.source.bytes()[..tree.span(tok).start as usize];
    let line = &bytes[bytes.iter().rposition(|byte| *byte == b'\n').map_or(0, |at| at + 1)..];
    let blanks = line.iter().take_while(|byte| matches!(byte, b' ' | b'\t')).count();
    String::from_utf8_lossy(&line[..blanks]).into_owned()
}
