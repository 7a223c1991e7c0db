//! Writes numbers and names to the `reserved` statements of a body, or to new ones.

use super::body::{Body, find};
use super::ranges::{Run, list, merge, shown};
use crate::diag::Edit;
use crate::syntax::{Range, Reserved, ReservedWhat, Strings, Tok, Tree};
use crate::text::Span;

/// The edits that reserve numbers and names in the body that ends at `close`. Existing statements are extended; comments
/// and layout stay. `None` if there is no such body.
pub fn reserve(tree: &Tree, close: Tok, numbers: &[Run], names: &[&str]) -> Option<Vec<Edit>> {
    let writer = Writer { tree, body: &find(tree, close)? };
    let mut edits = Vec::new();
    let mut lines = Vec::new();
    if !numbers.is_empty() {
        match writer.last_ranges() {
            Some(ranges) => edits.push(writer.add_numbers(ranges, numbers)),
            None => lines.push(format!("reserved {};", list(numbers))),
        }
    }
    if !names.is_empty() {
        let names: Vec<String> = names.iter().map(|name| writer.name(name)).collect();
        match writer.last_names() {
            Some(known) => edits.push(writer.add(known, &names)),
            None => lines.push(format!("reserved {};", names.join(", "))),
        }
    }
    if !lines.is_empty() {
        edits.push(writer.new_lines(&lines));
    }
    Some(edits)
}

struct Writer<'w, 't> {
    tree: &'t Tree,
    body: &'w Body<'t>,
}

impl<'t> Writer<'_, 't> {
    fn last_ranges(&self) -> Option<&'t [Range]> {
        self.body.reserved.iter().rev().find_map(|statement| match &statement.what {
            ReservedWhat::Ranges(ranges) if !ranges.is_empty() => Some(&**ranges),
            _ => None,
        })
    }

    /// The tokens of the last list of names.
    fn last_names(&self) -> Option<Strings> {
        self.body.reserved.iter().rev().find_map(|statement| match &statement.what {
            ReservedWhat::Strings(names) => {
                Some(Strings { first: names.first()?.first, last: names.last()?.last })
            }
            ReservedWhat::Idents(names) => Some(Strings { first: *names.first()?, last: *names.last()? }),
            ReservedWhat::Ranges(_) => None,
        })
    }

    /// A list on one line is rewritten, sorted; a longer one, which may have comments, is extended.
    fn add_numbers(&self, ranges: &[Range], new: &[Run]) -> Edit {
        let last = &ranges[ranges.len() - 1];
        let known =
            Strings { first: ranges[0].start.first, last: last.end.map_or(last.start.last, |end| end.last) };
        if !self.is_on_one_line(known) {
            let numbers: Vec<String> = new.iter().map(|&run| shown(run, i32::MAX)).collect();
            return self.add(known, &numbers);
        }
        let runs = ranges.iter().map(|range| {
            let last = range.end.map_or(range.start.value, |end| end.value);
            (range.start.value, if range.to_max { i32::MAX } else { last })
        });
        let runs = merge(runs.chain(new.iter().copied()).collect());
        self.edit(self.tree.span_to(known.first, known.last), list(&runs))
    }

    /// Adds to a list: at the end if it is on one line, or else at the start, so that trailing comments stay with their
    /// elements.
    fn add(&self, known: Strings, new: &[String]) -> Edit {
        let Strings { first, last } = known;
        if self.is_on_one_line(known) {
            let text = new.iter().flat_map(|element| [", ", element]).collect();
            return self.edit(Span::at(self.tree.span(last).end), text);
        }
        let separator = match self.indent(first) {
            Some(indent) => format!(",{}{indent}", self.tree.source.newline()),
            None => ", ".to_owned(),
        };
        let text = new.iter().flat_map(|element| [element, &*separator]).collect();
        self.edit(Span::at(self.tree.span(first).start), text)
    }

    fn is_on_one_line(&self, known: Strings) -> bool {
        let text = &self.tree.source.bytes()[self.tree.span_to(known.first, known.last)];
        !text.iter().any(|byte| b"\n/".contains(byte))
    }

    /// A name in the syntax of the file.
    fn name(&self, name: &str) -> String {
        if self.tree.level().is_editions() { name.to_owned() } else { format!("\"{name}\"") }
    }

    /// Adds statements after the existing ones, or else after the options at the top.
    fn new_lines(&self, lines: &[String]) -> Edit {
        let known = self.body.reserved.last().map(|statement: &&Reserved| statement.last);
        let anchor = known.or(self.body.options_end).unwrap_or(self.body.open);
        let gap = self.gap(anchor);
        let newline = self.tree.source.newline();
        let indent = self.body_indent();
        let closes = anchor + 1 == self.body.close;
        let text: String = lines.iter().flat_map(|line| [newline, &*indent, line]).collect();
        let bytes = &self.tree.source.bytes()[gap];
        match line_end(bytes) {
            Some(end) => {
                let is_followed = closes || known.is_some() || is_blank_line(&bytes[end..]);
                let blank = if is_followed { "" } else { newline };
                self.edit(Span::at(gap.start + end as u32), format!("{text}{blank}"))
            }
            None if closes && anchor == self.body.open && bytes.trim_ascii().is_empty() => {
                self.edit(gap, format!("{text}{newline}{}", self.line_indent(anchor)))
            }
            None => self.edit(Span::at(gap.start), lines.iter().flat_map(|line| [" ", line]).collect()),
        }
    }

    /// The gap between a token and the next one.
    fn gap(&self, tok: Tok) -> Span {
        Span::new(self.tree.span(tok).end, self.tree.span(tok + 1).start)
    }

    fn body_indent(&self) -> String {
        let first = self.body.open + 1;
        match self.indent(first) {
            Some(indent) if first != self.body.close => indent.to_owned(),
            _ => {
                let outer = self.line_indent(self.body.open);
                format!("{outer}{}", if outer.contains('\t') { "\t" } else { "  " })
            }
        }
    }

    /// The indentation of a line that starts with this token.
    fn indent(&self, tok: Tok) -> Option<&'t str> {
        let start = self.line_start(tok);
        let before = &self.tree.source.bytes()[start..self.tree.span(tok).start as usize];
        std::str::from_utf8(before).ok().filter(|before| before.trim_ascii().is_empty())
    }

    /// The indentation of the line of a token.
    fn line_indent(&self, tok: Tok) -> &'t str {
        let line = &self.tree.source.bytes()[self.line_start(tok)..];
        let blanks = line.iter().take_while(|byte| matches!(byte, b' ' | b'\t')).count();
        std::str::from_utf8(&line[..blanks]).unwrap_or_default()
    }

    fn line_start(&self, tok: Tok) -> usize {
        let lines = self.tree.source.lines();
        lines.start(lines.line(self.tree.span(tok).start)) as usize
    }

    fn edit(&self, span: Span, text: String) -> Edit {
        Edit { source: self.tree.source.clone(), span, text }
    }
}

/// The end of the first line of a gap between tokens, including comments that start in it.
fn line_end(gap: &[u8]) -> Option<usize> {
    let mut at = 0;
    while at < gap.len() {
        match &gap[at..] {
            [b'\n', ..] => return Some(at),
            [b'\r', b'\n', ..] => return Some(at),
            [b'/', b'*', rest @ ..] => at += 4 + memchr::memmem::find(rest, b"*/")?,
            [b'/', b'/', rest @ ..] => {
                let end = memchr::memchr(b'\n', rest)?;
                let end = if end > 0 && rest[end - 1] == b'\r' { end - 1 } else { end };
                return Some(at + 2 + end);
            }
            _ => at += 1,
        }
    }
    None
}

/// Whether a text starts with an empty line.
fn is_blank_line(text: &[u8]) -> bool {
    let Some(first) = memchr::memchr(b'\n', text) else { return false };
    let rest = &text[first + 1..];
    memchr::memchr(b'\n', rest).is_some_and(|second| rest[..second].trim_ascii().is_empty())
}
