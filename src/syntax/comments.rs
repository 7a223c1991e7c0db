//! The comments around a token, attached as protoc attaches them.
//!
//! The lexer leaves comments in the gaps between tokens. protoc looks at them only after the end of a declaration (`;`,
//! `{` or `}`), and splits them into trailing, detached and leading comments there.

use std::ops::Range;

use memchr::memchr;

use super::token::{Kind, Tok};
use super::tree::Tree;
use crate::text::Source;

/// The comments of one gap. Reused between gaps to avoid allocations.
#[derive(Default)]
pub struct Comments {
    text: Vec<u8>,
    trailing: Option<Range<usize>>,
    leading: Option<Range<usize>>,
    detached: Vec<Range<usize>>,
}

impl Comments {
    /// The trailing comment of the declaration before the gap.
    pub fn trailing(&self) -> &[u8] {
        self.trailing.clone().map_or(&[], |range| &self.text[range])
    }

    /// The leading comment of the declaration after the gap.
    pub fn leading(&self) -> &[u8] {
        self.leading.clone().map_or(&[], |range| &self.text[range])
    }

    /// The detached comments, in order.
    pub fn detached(&self) -> impl Iterator<Item = &[u8]> {
        self.detached.iter().map(|range| &self.text[range.clone()])
    }

    /// Takes over the detached and leading comments of `later`, the gap after an empty statement.
    pub fn pass_on(&mut self, later: &Self) {
        for comment in later.detached() {
            let range = self.push(comment);
            self.detached.push(range);
        }
        self.leading = later.leading.as_ref().map(|_| self.push(later.leading()));
    }

    fn push(&mut self, comment: &[u8]) -> Range<usize> {
        let start = self.text.len();
        self.text.extend_from_slice(comment);
        start..self.text.len()
    }

    fn clear(&mut self) {
        self.text.clear();
        self.trailing = None;
        self.leading = None;
        self.detached.clear();
    }
}

/// Reads the comments after token `after`, or before the first token if `None`, into `out`.
pub fn comments_after(tree: &Tree, after: Option<Tok>, out: &mut Comments) {
    out.clear();
    let next = after.map_or(0, |tok| tok + 1);
    let start = after.map_or(0, |tok| tree.span(tok).end);
    let token = tree.tokens[next as usize];
    let mut gap = &tree.source.bytes()[start as usize..token.span.start as usize];
    if after.is_none() && gap.starts_with(b"\xEF\xBB\xBF") {
        gap = &gap[3..];
    }
    if memchr(b'/', gap).is_none() {
        return;
    }
    let closes = token.kind == Kind::End || matches!(token.kind, Kind::Symbol(b'}' | b']' | b')'));
    Collector { out, rest: gap, pending: None, attach: after.is_some(), count: 0 }
        .run(after.is_some(), closes);
}

/// The place after a statement that ends at `end`, and after a line comment behind it.
pub fn after_comment(source: &Source, end: u32) -> u32 {
    let rest = &source.bytes()[end as usize..];
    let line = &rest[..memchr(b'\n', rest).unwrap_or(rest.len())];
    let line = line.strip_suffix(b"\r").unwrap_or(line);
    let comment = line.trim_ascii_start();
    let is_last = comment.is_empty() || comment.starts_with(b"//");
    if is_last { end + line.len() as u32 } else { end }
}

struct Collector<'c, 't> {
    out: &'c mut Comments,
    rest: &'t [u8],
    /// The last comment, not yet attached, and whether it consists of `//` lines.
    pending: Option<(usize, bool)>,
    /// Whether the next comment can be the trailing comment.
    attach: bool,
    count: usize,
}

enum Start {
    Line,
    Block,
    Newline,
    End,
}

impl Collector<'_, '_> {
    fn run(mut self, has_previous: bool, closes: bool) {
        // Whether the next token is on the line of the previous token, or of the end of a block comment after it.
        let mut same_line = false;
        if has_previous {
            match self.next() {
                Start::Line => {
                    self.line_comment();
                    self.flush();
                }
                Start::Block => {
                    self.block_comment();
                    same_line = true;
                    if self.rest_of_line() {
                        same_line = false;
                        self.flush();
                    }
                }
                Start::Newline | Start::End => {}
            }
        } else {
            self.attach = false;
        }
        loop {
            match self.next() {
                Start::Line => {
                    self.line_comment();
                    same_line = false;
                }
                Start::Block => {
                    let lines = self.block_comment();
                    same_line &= !lines;
                    if self.rest_of_line() {
                        same_line = false;
                    }
                }
                Start::Newline => {
                    same_line = false;
                    self.flush();
                    self.attach = false;
                }
                Start::End => break,
            }
        }
        let comments = self.count + usize::from(self.pending.is_some());
        if same_line && comments == 1 {
            self.attach = false;
            self.flush();
        } else if closes {
            self.flush();
        } else if let Some((start, _)) = self.pending {
            self.out.leading = Some(start..self.out.text.len());
        }
    }

    /// Skips blanks and returns what follows, consuming a newline or the start of a comment.
    fn next(&mut self) -> Start {
        while let Some((&byte, tail)) = self.rest.split_first() {
            match byte {
                b'\n' => {
                    self.rest = tail;
                    return Start::Newline;
                }
                b'/' if tail.first() == Some(&b'/') => {
                    self.rest = &tail[1..];
                    return Start::Line;
                }
                b'/' if tail.first() == Some(&b'*') => {
                    self.rest = &tail[1..];
                    return Start::Block;
                }
                _ => self.rest = tail,
            }
        }
        Start::End
    }

    /// Skips blanks and one newline after them. Returns whether there was a newline.
    fn rest_of_line(&mut self) -> bool {
        let blanks = self.rest.iter().position(|&byte| !is_blank(byte)).unwrap_or(self.rest.len());
        self.rest = &self.rest[blanks..];
        let newline = self.rest.first() == Some(&b'\n');
        if newline {
            self.rest = &self.rest[1..];
        }
        newline
    }

    fn line_comment(&mut self) {
        if !matches!(self.pending, Some((_, true))) {
            self.flush();
            self.pending = Some((self.out.text.len(), true));
        }
        let end = memchr(b'\n', self.rest).map_or(self.rest.len(), |newline| newline + 1);
        self.out.text.extend_from_slice(&self.rest[..end]);
        self.rest = &self.rest[end..];
    }

    /// Reads to `*/` and strips leading blanks and one asterisk from each line. Returns whether it spans several lines.
    fn block_comment(&mut self) -> bool {
        self.flush();
        self.pending = Some((self.out.text.len(), false));
        let mut lines = false;
        while let Some((&byte, tail)) = self.rest.split_first() {
            if byte == b'*' && tail.first() == Some(&b'/') {
                self.rest = &tail[1..];
                break;
            }
            self.out.text.push(byte);
            self.rest = tail;
            if byte != b'\n' {
                continue;
            }
            lines = true;
            let blanks = tail.iter().position(|&byte| !is_blank(byte)).unwrap_or(tail.len());
            self.rest = &tail[blanks..];
            if self.rest.first() == Some(&b'*') {
                self.rest = &self.rest[1..];
                if self.rest.first() == Some(&b'/') {
                    self.rest = &self.rest[1..];
                    break;
                }
            }
        }
        lines
    }

    /// Attaches the pending comment as trailing or detached.
    fn flush(&mut self) {
        let Some((start, _)) = self.pending.take() else { return };
        let range = start..self.out.text.len();
        self.count += 1;
        if self.attach {
            self.out.trailing = Some(range);
            self.attach = false;
        } else {
            self.out.detached.push(range);
        }
    }
}

fn is_blank(byte: u8) -> bool {
    matches!(byte, b' ' | b'\t' | b'\r' | 0x0B | 0x0C)
}
