//! Writes tokens and comments.

use memchr::{memchr, memchr2, memmem};

use super::align::{Equals, align, column};
use super::blanks::{trim_blanks, trim_blanks_end, trim_blanks_start};
use super::gap::{Comment, Gap};
use super::style::{LINE_WIDTH, Style};
use crate::syntax::{Kind, Tok, Tree};

/// The separator before a token.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Sep {
    /// Nothing.
    None,
    /// One space.
    Space,
    /// The end of the line.
    Line,
}

/// The output so far, and the source offset up to which comments were written.
#[expect(clippy::struct_excessive_bools, reason = "each is a state of its own")]
pub struct Writer<'t> {
    /// The file.
    pub tree: &'t Tree,
    /// How it is formatted.
    pub style: Style,
    text: &'t [u8],
    out: Vec<u8>,
    depth: usize,
    /// The end of the last token or gap that was written.
    read: usize,
    /// The `=` to align.
    equals: Vec<Equals>,
    /// Whether a body is being written on one line, with all bodies in it.
    on_one_line: bool,
    /// Whether the line must end, after a `//` comment.
    line_ended: bool,
    /// Whether the last token belongs to a name.
    pub after_name: bool,
    /// Whether the output must stay on one line, so that `//` comments become `/* … */`.
    pub inline: bool,
}

impl<'t> Writer<'t> {
    /// Creates an empty writer.
    pub fn new(tree: &'t Tree, style: Style) -> Self {
        let text = tree.source.bytes();
        let read = if text.starts_with(b"\xEF\xBB\xBF") { 3 } else { 0 };
        Self {
            tree,
            style,
            text,
            out: Vec::with_capacity(text.len()),
            depth: 0,
            read,
            equals: Vec::new(),
            on_one_line: false,
            line_ended: false,
            after_name: false,
            inline: false,
        }
    }

    /// Returns the output.
    pub fn finish(self) -> Vec<u8> {
        if self.style.align_equals { align(&self.out, &self.equals) } else { self.out }
    }

    /// Increases the indentation.
    pub fn indent(&mut self) {
        self.depth += 1;
    }

    /// Decreases the indentation.
    pub fn outdent(&mut self) {
        self.depth -= 1;
    }

    /// Takes the gap before a token. The caller writes its comments.
    pub fn take_gap(&mut self, tok: Tok) -> Gap {
        let start = self.tree.span(tok).start as usize;
        let gap = Gap::read(self.text, self.read.min(start)..start);
        self.read = start;
        gap
    }

    /// Takes the comments on the line of the last token. `next` is the token after them.
    pub fn take_trailing(&mut self, next: Tok) -> Vec<Comment> {
        let start = self.tree.span(next).start as usize;
        let range = self.read.min(start)..start;
        // Fast path: usually the line ends before any comment. Comments on later lines are read later.
        if memchr2(b'/', b'\n', &self.text[range.clone()])
            .is_none_or(|at| self.text[range.start + at] == b'\n')
        {
            return Vec::new();
        }
        let mut gap = Gap::read(self.text, range);
        let leads = self.tree.text(next) == b"}" && !self.after_bracket();
        let trailing = if leads { gap.split_ending_line() } else { gap.split_trailing() };
        if let Some(last) = trailing.last() {
            self.read = last.span.end;
        }
        trailing
    }

    /// Sets the source offset, to the start or the end of a token.
    pub fn seek(&mut self, offset: usize) {
        self.read = offset;
    }

    /// The source offset.
    pub fn position(&self) -> usize {
        self.read
    }

    /// Whether a `//` comment follows on the line of a token.
    pub fn line_comment_follows(&self, tok: Tok) -> bool {
        let gap = self.tree.span(tok).end as usize..self.tree.span(tok + 1).start as usize;
        let comments = Gap::read(self.text, gap).split_trailing();
        comments.last().is_some_and(|comment| comment.is_line)
    }

    /// Whether there is a comment between two tokens.
    pub fn has_comments(&self, first: Tok, last: Tok) -> bool {
        (first..last).any(|tok| {
            let gap = self.tree.span(tok).end as usize..self.tree.span(tok + 1).start as usize;
            !Gap::read(self.text, gap).comments.is_empty()
        })
    }

    /// Whether there is a multi-line `/* … */` comment between two tokens.
    pub fn has_comment_of_lines(&self, first: Tok, last: Tok) -> bool {
        (first..last).any(|tok| {
            let gap = self.tree.span(tok).end as usize..self.tree.span(tok + 1).start as usize;
            let comments = Gap::read(self.text, gap).comments;
            comments
                .iter()
                .any(|comment| !comment.is_line && self.text[comment.span.clone()].contains(&b'\n'))
        })
    }

    /// Writes a token, after the comments before it.
    pub fn token(&mut self, tok: Tok, sep: Sep) {
        let gap = self.take_gap(tok);
        if gap.comments.is_empty() {
            return self.raw_token(tok, sep);
        }
        let after_sign = self.out.ends_with(b"-");
        let ends = matches!(
            self.tree.tokens[tok as usize].kind,
            Kind::Symbol(b';' | b',' | b')' | b'>' | b']' | b'}')
        );
        let keeps_space = sep == Sep::None && !ends;
        // Comments that end a line belong to the token before them, which they follow after a space.
        let is_after_parenthesis = self.after_name && self.out.ends_with(b"(");
        let ends_line = !is_after_parenthesis
            && gap.newlines > 0
            && gap.comments.iter().all(|comment| comment.newlines == 0);
        self.inline_comments(&gap.comments, if keeps_space && !ends_line { Sep::None } else { Sep::Space });
        let is_spaced =
            self.tree.text(tok) == b":" || !ends_line && (after_sign || keeps_space && gap.touches_blank);
        self.raw_token(tok, if is_spaced { Sep::Space } else { sep });
    }

    /// Writes a token of a name. A `//` comment after it becomes `/* … */`, so that the name stays on one line.
    pub fn name(&mut self, tok: Tok, sep: Sep) {
        self.token(tok, sep);
        self.after_name = true;
    }

    /// Writes a token without the comments before it, which were taken before.
    pub fn raw_token(&mut self, tok: Tok, sep: Sep) {
        self.separate(sep);
        self.push(self.tree.text(tok));
        self.read = self.tree.span(tok).end as usize;
        self.after_name = false;
    }

    /// Copies tokens and the gaps between them from the source.
    pub fn verbatim(&mut self, first: Tok, last: Tok) {
        let gap = self.take_gap(first);
        self.inline_comments(&gap.comments, Sep::Space);
        self.separate(Sep::Space);
        let span = self.tree.span_to(first, last);
        self.push(&self.text[span]);
        self.read = span.end as usize;
    }

    /// Writes comments inside a line. A `//` comment stays one if it is on the line of the token before it.
    pub fn inline_comments(&mut self, comments: &[Comment], sep: Sep) {
        for comment in comments {
            let is_tight = sep == Sep::None
                && (!comment.is_spaced && !comment.is_line || self.after_name && self.out.ends_with(b"("));
            self.separate(if is_tight { Sep::None } else { Sep::Space });
            if comment.is_line && (comment.newlines > 0 || self.after_name || self.inline) {
                self.line_as_block(comment);
            } else {
                self.comment(comment);
            }
        }
    }

    /// Writes a `//` comment as `/* … */`.
    fn line_as_block(&mut self, comment: &Comment) {
        let text = &self.text[comment.span.clone()][2..];
        self.push(b"/*");
        let mut rest = text;
        // The text must not close the comment.
        while let Some(at) = memmem::find(rest, b"*/") {
            self.push(&rest[..at]);
            self.push(b"* /");
            rest = &rest[at + 2..];
        }
        self.push(rest);
        self.push(b" */");
    }

    /// Remembers the `=` that was just written, to be aligned.
    pub fn mark_equals(&mut self) {
        let at = self.out.len() - 1;
        let starts_line = trim_blanks_end(&self.out[..at]).ends_with(b"\n");
        if self.style.align_equals && !self.on_one_line && !starts_line {
            self.equals.push(Equals { at, depth: self.depth });
        }
    }

    /// Whether a body may be kept on one line: it is on one line, has no comments, and is not too long for one.
    pub fn may_be_on_one_line(&self, open: Tok, close: Tok) -> bool {
        let body = self.tree.span_to(open, close);
        self.style.keep_short_bodies
            && !self.on_one_line
            && (close - open) as usize <= LINE_WIDTH
            && memchr(b'\n', &self.text[body]).is_none()
            && !self.has_comments(open, close)
    }

    /// Writes something on the current line, unless it does not fit. Returns whether it did.
    pub fn try_on_one_line(&mut self, write: impl FnOnce(&mut Self)) -> bool {
        let before = (self.out.len(), self.read, self.line_ended, self.after_name);
        self.on_one_line = true;
        write(self);
        self.on_one_line = false;
        let fits =
            memchr(b'\n', &self.out[before.0..]).is_none() && column(&self.out, self.out.len()) <= LINE_WIDTH;
        if !fits {
            self.out.truncate(before.0);
            (_, self.read, self.line_ended, self.after_name) = before;
        }
        fits
    }

    /// Writes a separator.
    pub fn separate(&mut self, sep: Sep) {
        if self.line_ended || sep == Sep::Line {
            self.newline();
        } else if sep == Sep::Space && !self.at_line_start() {
            self.out.push(b' ');
        }
    }

    /// Ends the line, unless it is empty.
    pub fn newline(&mut self) {
        self.line_ended = false;
        if !self.at_line_start() {
            self.out.push(b'\n');
        }
    }

    /// Writes a blank line, except at the start of the file.
    pub fn blank_line(&mut self) {
        self.newline();
        if !self.out.is_empty() && !self.out.ends_with(b"\n\n") {
            self.out.push(b'\n');
        }
    }

    /// Writes trailing comments at the end of the line.
    pub fn trailing(&mut self, comments: &[Comment]) {
        for comment in comments {
            self.separate(Sep::Space);
            self.comment(comment);
        }
    }

    /// Writes comments after an element of a list or message; those after a bracket become `/* … */`.
    pub fn trailing_element(&mut self, comments: &[Comment]) {
        if self.after_name || self.after_bracket() {
            self.inline_comments(comments, Sep::Space);
        } else {
            self.trailing(comments);
        }
    }

    /// Whether the output ends with a closing bracket.
    pub fn after_bracket(&self) -> bool {
        self.out.ends_with(b"}") || self.out.ends_with(b"]")
    }

    /// Writes a comment at the current position. A `//` comment ends the line.
    pub fn comment(&mut self, comment: &Comment) {
        let bytes = &self.text[comment.span.clone()];
        if comment.is_line {
            self.push(bytes);
            self.line_ended = true;
        } else {
            self.block_comment(bytes);
        }
    }

    /// Writes bytes, indented at the start of a line.
    pub fn push(&mut self, bytes: &[u8]) {
        if self.at_line_start() {
            self.out.resize(self.out.len() + self.style.indent_width * self.depth, b' ');
        }
        self.out.extend_from_slice(bytes);
    }

    /// Writes a `/* … */` comment. If all lines start with the same symbol, as in `* text`, they are aligned below the
    /// first `*`. Otherwise they keep their relative indentation, below the text of the first line.
    fn block_comment(&mut self, bytes: &[u8]) {
        let mut lines: Vec<&[u8]> = bytes.split(|byte| *byte == b'\n').collect();
        self.push(trim_blanks_end(lines.remove(0)));
        let end =
            lines.pop_if(|line| trim_blanks(line).strip_suffix(b"\r").unwrap_or(trim_blanks(line)) == b"*/");
        let inner = || lines.iter().map(|line| trim_blanks(line)).filter(|line| !line.is_empty());
        let first = inner().next().map(|line| line[0]);
        let symbol =
            first.filter(|first| !first.is_ascii_alphanumeric() && inner().all(|line| line[0] == *first));
        let indents = lines.iter().filter(|line| !trim_blanks(line).is_empty());
        let common = indents.map(|line| line.len() - trim_blanks_start(line).len()).min().unwrap_or(0);
        for line in &lines {
            match symbol {
                _ if trim_blanks(line).is_empty() => self.comment_line(0, b""),
                Some(_) => self.comment_line(1, trim_blanks(line)),
                None => self.comment_line(3, trim_blanks_end(&line[common..])),
            }
        }
        if end.is_some() {
            self.comment_line(usize::from(symbol == Some(b'*')), b"*/");
        }
    }

    fn comment_line(&mut self, indent: usize, text: &[u8]) {
        self.out.push(b'\n');
        if !text.is_empty() {
            self.out.resize(self.out.len() + self.style.indent_width * self.depth + indent, b' ');
        }
        self.out.extend_from_slice(text);
    }

    fn at_line_start(&self) -> bool {
        self.out.last().is_none_or(|last| *last == b'\n')
    }
}
