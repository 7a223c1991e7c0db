//! White space and comments between two tokens.

use std::ops::Range;

use memchr::{memchr, memmem};

use super::blanks::trim_blanks_end;

/// A comment.
#[derive(Clone, Debug)]
pub struct Comment {
    /// Its span; for a `//` comment without the line end and trailing blanks.
    pub span: Range<usize>,
    /// Whether it is a `//` comment.
    pub is_line: bool,
    /// The number of line ends before it, since the previous comment or token.
    pub newlines: usize,
    /// Whether white space precedes it.
    pub is_spaced: bool,
}

/// The gap between two tokens.
#[derive(Clone, Debug, Default)]
pub struct Gap {
    /// The comments, in order.
    pub comments: Vec<Comment>,
    /// The number of line ends between the last comment, or the token before the gap, and the token after it.
    pub newlines: usize,
    /// Whether there is white space between them.
    is_spaced: bool,
    /// Whether the byte before the token after the gap is a blank.
    pub touches_blank: bool,
}

impl Gap {
    /// Reads the gap at `range`. Other bytes belong to tokens that are dropped; of the line ends before and after one,
    /// the larger number counts.
    pub fn read(text: &[u8], range: Range<usize>) -> Self {
        let mut gap = Self::default();
        let mut at = range.start;
        let mut before_token = 0;
        while at < range.end {
            match &text[at..range.end] {
                rest @ [b'/', b'/', ..] => {
                    let end = memchr(b'\n', rest).unwrap_or(rest.len());
                    let kept = trim_blanks_end(&rest[..end]).len();
                    gap.push(at..at + kept, true, before_token);
                    before_token = 0;
                    at += end;
                }
                rest @ [b'/', b'*', ..] => {
                    let end = memmem::find(&rest[2..], b"*/").map_or(rest.len(), |end| end + 4);
                    gap.push(at..at + end, false, before_token);
                    before_token = 0;
                    at += end;
                }
                [byte, ..] if byte.is_ascii_whitespace() => {
                    gap.newlines += usize::from(*byte == b'\n');
                    gap.is_spaced = true;
                    at += 1;
                }
                _ => {
                    before_token = before_token.max(std::mem::take(&mut gap.newlines));
                    at += 1;
                }
            }
        }
        gap.newlines = gap.newlines.max(before_token);
        gap.touches_blank = gap.is_spaced && matches!(text[range.end - 1], b' ' | b'\t');
        gap
    }

    fn push(&mut self, span: Range<usize>, is_line: bool, before_token: usize) {
        let newlines = std::mem::take(&mut self.newlines).max(before_token);
        let is_spaced = std::mem::take(&mut self.is_spaced);
        self.comments.push(Comment { span, is_line, newlines, is_spaced });
    }

    /// Adds a blank line before the comments if one of them is followed by a blank line, as buf does between the fields
    /// of a message literal.
    pub fn part_from_detached(&mut self) {
        let is_detached =
            self.newlines > 1 || self.comments.iter().skip(1).any(|comment| comment.newlines > 1);
        if let Some(first) = self.comments.first_mut().filter(|_| is_detached) {
            first.newlines = first.newlines.max(2);
        }
    }

    /// Splits off the comments before the last blank line. What follows it keeps the distance to what was before them.
    pub fn split_detached(&mut self) -> Self {
        let before = self.comments.first().map_or(self.newlines, |comment| comment.newlines);
        let after = self.comments.iter().skip(1).map(|comment| comment.newlines).chain([self.newlines]);
        let count =
            after.enumerate().filter(|(_, newlines)| *newlines > 1).last().map_or(0, |(last, _)| last + 1);
        let count = count.min(self.comments.len());
        let detached = self.comments.drain(..count).collect();
        match self.comments.first_mut() {
            Some(first) => first.newlines = before,
            None => self.newlines = before,
        }
        Self { comments: detached, newlines: 2, ..Self::default() }
    }

    /// Splits off the comments on the line of the token before the gap, unless the next token is on that line too.
    pub fn split_ending_line(&mut self) -> Vec<Comment> {
        let count = self.comments.iter().take_while(|comment| comment.newlines == 0).count();
        let line_goes_on = self.comments.get(count).map_or(self.newlines, |comment| comment.newlines) == 0;
        let is_line = self.comments[..count].last().is_some_and(|comment| comment.is_line);
        if line_goes_on && !is_line { Vec::new() } else { self.split_trailing() }
    }

    /// Splits off the comments that start on the line of the token before the gap.
    pub fn split_trailing(&mut self) -> Vec<Comment> {
        let count = self.comments.iter().take_while(|comment| comment.newlines == 0).count();
        self.comments.drain(..count).collect()
    }
}
