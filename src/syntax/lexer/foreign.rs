//! Text of other languages and programs: their comments, quotes, ranges and merge conflicts, and invisible characters.

use memchr::{memchr, memmem};

use super::{Diagnostic, Kind, Lexer, Meant, Span, Token, is_word, meant};

/// The most bytes between curly quotes.
const MAX_QUOTED: usize = 1000;

/// The open braces, as far as tokens were counted.
#[derive(Default)]
pub(super) struct Nesting {
    counted: usize,
    /// Whether each brace is in the value of an option.
    in_value: Vec<bool>,
}

impl Lexer<'_> {
    /// Whether the value of an option is open: `#` starts a comment in it, so anything can follow.
    pub(super) fn is_in_message(&mut self) -> bool {
        let Nesting { counted, in_value } = &mut self.nesting;
        for index in *counted..self.tokens.len() {
            match self.tokens[index].kind {
                Kind::Symbol(b'{') => {
                    let is_value = index > 0 && self.tokens[index - 1].kind == Kind::Symbol(b'=');
                    in_value.push(is_value || in_value.last() == Some(&true));
                }
                Kind::Symbol(b'}') => _ = in_value.pop(),
                _ => {}
            }
        }
        *counted = self.tokens.len();
        in_value.last() == Some(&true)
    }

    /// `# comment` and `-- comment`
    pub(super) fn foreign_comment(&mut self, len: usize) {
        let start = self.pos;
        self.line_comment();
        let place = self.place(start, start + len);
        let mark = String::from_utf8_lossy(&self.bytes[start..start + len]).into_owned();
        let message = format!("`{mark}` does not start a comment");
        let edit = (Span::new(start as u32, (start + len) as u32), "//".to_owned());
        let fault = Diagnostic::error("foreign-comment", place, message)
            .help("write `//`")
            .fix(format!("write `//` instead of `{mark}`"), [edit]);
        self.push_fault(fault);
    }

    /// `--` is also the start of a number with two signs.
    pub(super) fn is_dash_comment(&mut self) -> bool {
        let rest = &self.bytes[self.pos..];
        rest.starts_with(b"--") && rest.get(2).is_none_or(u8::is_ascii_whitespace) && !self.is_in_message()
    }

    /// Skips a line with a conflict marker, and the other side of the conflict. Returns whether there is one.
    pub(super) fn skip_conflict(&mut self) -> bool {
        if let Some(side) = self.other_side.filter(|side| side.start as usize == self.pos) {
            self.pos = side.end as usize;
            self.other_side = None;
            return true;
        }
        if self.bytes[self.pos] != b'<' || !self.is_marker(self.pos, b"<<<<<<<") || self.is_in_message() {
            return false;
        }
        if self.conflicts_ended || self.other_side.is_some() {
            return false;
        }
        let line_end = |at: usize| memchr(b'\n', &self.bytes[at..]).map_or(self.bytes.len(), |len| at + len);
        let next = |from: usize, mark: &[u8]| {
            let mut found = memmem::find_iter(&self.bytes[from..], mark).map(|at| from + at);
            found.find(|&at| self.is_marker(at, mark))
        };
        let middle = next(self.pos, b"=======");
        let Some((middle, end)) = middle.and_then(|middle| Some((middle, next(middle, b">>>>>>>")?))) else {
            self.conflicts_ended = true;
            return false;
        };
        let base = memmem::find(&self.bytes[self.pos..middle], b"\n|||||||").map(|at| self.pos + at + 1);
        let other = base.unwrap_or(middle);
        let start = self.pos;
        let after = |at: usize| self.place(at, line_end(at));
        let fault = Diagnostic::error("merge-conflict", after(start), "this merge conflict is not resolved")
            .label(after(middle), "the other side starts here")
            .label(after(end), "the conflict ends here")
            .help("keep the lines of one side, or of both, and remove the lines with the markers");
        self.other_side = Some(Span::new(other as u32, line_end(end) as u32));
        self.pos = line_end(start);
        self.push_fault(fault);
        true
    }

    /// Whether a line starts at `at` with a conflict marker.
    fn is_marker(&self, at: usize, mark: &[u8]) -> bool {
        let is_line_start = at == 0 || self.bytes[at - 1] == b'\n';
        let end = self.bytes.get(at + mark.len());
        is_line_start && self.bytes[at..].starts_with(mark) && end != Some(&mark[0])
    }

    /// Skips and reports an invisible character.
    pub(super) fn skip_invisible(&mut self) -> bool {
        let start = self.pos;
        let Some(character) = self.character(start) else { return false };
        let (name, text) = match meant(character) {
            Some(Meant::Space(name)) => (name, " "),
            Some(Meant::Nothing(name)) => (name, ""),
            _ => return false,
        };
        self.pos += character.len_utf8();
        let message = format!("invisible character U+{:04X} {name}", character as u32);
        self.replace(start, message, text);
        true
    }

    fn character(&self, at: usize) -> Option<char> {
        let rest = &self.bytes[at..(at + 4).min(self.bytes.len())];
        let text = match std::str::from_utf8(rest) {
            Ok(text) => text,
            Err(error) => std::str::from_utf8(&rest[..error.valid_up_to()]).ok()?,
        };
        text.chars().next()
    }

    /// Reports the character that ends here, with a fix that replaces it.
    pub(super) fn replace(&mut self, start: usize, message: String, text: &str) {
        let (help, fix) = match text {
            "" => ("remove it".to_owned(), "remove an invisible character".to_owned()),
            " " => ("use a space".to_owned(), "use a space".to_owned()),
            _ => (format!("write `{text}`"), format!("write `{text}`")),
        };
        let edit = (Span::new(start as u32, self.pos as u32), text.to_owned());
        let fault = Diagnostic::error("non-ascii", self.place(start, self.pos), message);
        self.push_fault(fault.help(help).fix(fix, [edit]));
    }

    /// A string in curly quotes. `pos` is after the first one.
    pub(super) fn curly_string(&mut self, start: usize, quote: u8) -> Kind {
        let content = self.pos;
        let line = &self.bytes[content..(content + MAX_QUOTED).min(self.bytes.len())];
        let line = &line[..memchr(b'\n', line).unwrap_or(line.len())];
        let is_quote = |character: char| {
            matches!(meant(character), Some(Meant::Quote(_))) || character as u32 == u32::from(quote)
        };
        let text = line.utf8_chunks().next().map_or("", |chunk| chunk.valid());
        let closing = text.char_indices().find(|(_, character)| is_quote(*character));
        let place = self.place(start, content);
        let shown = String::from_utf8_lossy(&self.bytes[start..content]).into_owned();
        let fault = Diagnostic::error("non-ascii", place, format!("`{shown}` does not start a string"));
        let straight = (quote as char).to_string();
        let help = format!("use straight quotes: `{straight}`");
        let Some((len, character)) = closing else {
            self.push_fault(fault.help(help));
            return Kind::Symbol(self.bytes[start]);
        };
        let end = content + len;
        self.pos = end + character.len_utf8();
        let edits = [(start, content), (end, self.pos)];
        let edits = edits.map(|(start, end)| (Span::new(start as u32, end as u32), straight.clone()));
        self.push_fault(fault.help(help).fix("use straight quotes", edits));
        Kind::Str
    }

    /// Skips and reports a name that starts with a digit. `pos` is after the digit. After a type, or a keyword that
    /// takes a name, nothing but a name can follow.
    pub(super) fn skip_name_after_digit(&mut self) -> bool {
        let Some(&Token { span, kind: Kind::Ident }) = self.tokens.last() else { return false };
        let takes_number = matches!(&self.bytes[span], b"to" | b"reserved" | b"extensions");
        let rest = &self.bytes[self.pos..];
        let len = rest.iter().position(|&byte| !is_word(byte)).unwrap_or(rest.len());
        let digits = rest.iter().position(|byte| !byte.is_ascii_digit()).unwrap_or(rest.len());
        if takes_number || digits >= len || matches!(rest[digits], b'x' | b'X' | b'e' | b'E') {
            return false;
        }
        let start = self.pos - 1;
        self.pos += len;
        let name = String::from_utf8_lossy(&self.bytes[start..self.pos]).into_owned();
        let message = format!("a name cannot start with a digit, as `{name}` does");
        self.fault("bad-name", start, self.pos, message, "start it with a letter");
        true
    }

    /// Skips and reports `..` after a number: ranges of other languages.
    pub(super) fn skip_points(&mut self) -> bool {
        let start = self.pos;
        if !self.bytes[start..].starts_with(b"..") {
            return false;
        }
        self.skip(|byte| byte == b'.');
        if self.peek() == b'=' {
            self.pos += 1;
        }
        self.range_mark(start);
        true
    }

    /// Reports what stands for `to` after a number, and ends here.
    pub(super) fn range_mark(&mut self, start: usize) {
        let is_blank = |byte: &u8| matches!(byte, b' ' | b'\t');
        let before = self.bytes[..start].iter().rev().take_while(|byte| is_blank(byte)).count();
        let after = self.bytes[self.pos..].iter().take_while(|byte| is_blank(byte)).count();
        let edit = (Span::new((start - before) as u32, (self.pos + after) as u32), " to ".to_owned());
        let mark = String::from_utf8_lossy(&self.bytes[start..self.pos]).into_owned();
        let message = format!("a range is written with `to`, not with `{mark}`");
        let fault = Diagnostic::error("bad-number", self.place(start, self.pos), message);
        self.push_fault(fault.help("write `to`").fix("write `to`", [edit]));
    }

    /// An escape that no string has. Paths of imports have `/`.
    pub(super) fn unknown_escape(&mut self) {
        let is_path = self
            .tokens
            .last()
            .is_some_and(|&Token { span, .. }| matches!(&self.bytes[span], b"import" | b"public" | b"weak"));
        let slash = Span::new(self.pos as u32 - 1, self.pos as u32);
        let end = (self.pos + 1).min(self.bytes.len());
        let fault = Diagnostic::error("bad-escape", self.place(self.pos, end), "unknown escape sequence");
        self.push_fault(if is_path {
            fault.help("write `/` between directories").fix("write `/`", [(slash, "/".to_owned())])
        } else {
            fault.help("write `\\\\` for a backslash").fix("write `\\\\`", [(slash, "\\\\".to_owned())])
        });
    }
}
