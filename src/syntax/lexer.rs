//! Splits bytes into tokens, like protoc's tokenizer. Never fails: the result is always a list of tokens that ends with
//! [`Kind::End`], and a list of errors.

mod foreign;

use memchr::{memchr, memchr3};

use super::lookalikes::{Meant, meant};
use super::token::{Kind, Token};
use crate::diag::{Diagnostic, Place};
use crate::text::{Line, Source, Span};

/// Splits `source` into tokens.
pub fn lex(source: &Source) -> (Box<[Token]>, Vec<Diagnostic>) {
    let bytes = source.bytes();
    let mut lexer = Lexer {
        source,
        bytes,
        pos: 0,
        tokens: Vec::with_capacity(bytes.len() / 12 + 8),
        faults: Vec::new(),
        has_nul: memchr(0, bytes).is_some(),
        other_side: None,
        conflicts_ended: false,
        nesting: foreign::Nesting::default(),
    };
    lexer.run();
    // The capacity was estimated for files without comments; give back the rest.
    (lexer.tokens.into_boxed_slice(), lexer.faults)
}

struct Lexer<'s> {
    source: &'s Source,
    bytes: &'s [u8],
    pos: usize,
    tokens: Vec<Token>,
    faults: Vec<Diagnostic>,
    has_nul: bool,
    /// The other side of a merge conflict, which is skipped.
    other_side: Option<Span>,
    /// Whether no merge conflict can follow.
    conflicts_ended: bool,
    /// The open braces.
    nesting: foreign::Nesting,
}

const BOM: [u8; 3] = [0xEF, 0xBB, 0xBF];

impl Lexer<'_> {
    fn run(&mut self) {
        if self.bytes.starts_with(&BOM) {
            self.pos = BOM.len();
        } else if self.bytes.first() == Some(&BOM[0]) {
            let wrong = BOM.iter().zip(self.bytes).take_while(|(expected, byte)| expected == byte).count();
            let end = (wrong + 1).min(self.bytes.len());
            let message = "invalid byte order mark: the file is not UTF-8";
            self.fault("not-utf8", wrong, end, message, "save the file as UTF-8");
            self.pos = wrong;
            self.skip(|byte| byte >= 0x80);
        }
        loop {
            self.skip_gap();
            let start = self.pos;
            let Some(&byte) = self.bytes.get(start) else { break };
            let kind = self.token(byte);
            self.tokens.push(Token { span: Span::new(start as u32, self.pos as u32), kind });
        }
        let end = self.bytes.len() as u32;
        self.tokens.push(Token { span: Span::at(end), kind: Kind::End });
    }

    fn peek(&self) -> u8 {
        self.bytes.get(self.pos).copied().unwrap_or(0)
    }

    fn at_end(&self) -> bool {
        self.pos >= self.bytes.len()
    }

    /// Skips white space, comments and what stands for them by mistake.
    fn skip_gap(&mut self) {
        while let Some(&byte) = self.bytes.get(self.pos) {
            match byte {
                b' ' | b'\n' | b'\t' | b'\r' | 0x0B | 0x0C => {
                    self.pos += 1;
                    self.skip(|byte| byte == b' ');
                }
                b'/' => match self.bytes.get(self.pos + 1) {
                    Some(b'/') => self.line_comment(),
                    Some(b'*') => self.block_comment(),
                    _ => return,
                },
                0..0x20 => self.control_characters(),
                b'#' if !self.is_in_message() => self.foreign_comment(1),
                b'-' if self.is_dash_comment() => self.foreign_comment(2),
                b'<' | b'=' | b'|' if self.skip_conflict() => {}
                0x80.. if self.skip_invisible() => {}
                _ => return,
            }
        }
    }

    fn line_comment(&mut self) {
        let rest = &self.bytes[self.pos..];
        let mut len = memchr(b'\n', rest).unwrap_or(rest.len());
        if self.has_nul {
            len = memchr(0, &rest[..len]).unwrap_or(len);
        }
        self.pos += len;
    }

    fn block_comment(&mut self) {
        let open = self.pos;
        self.pos += 2;
        loop {
            let rest = &self.bytes[self.pos..];
            let Some(step) = memchr3(b'*', b'/', 0, rest) else {
                self.pos = self.bytes.len();
                break;
            };
            self.pos += step + 1;
            match (rest[step], self.peek()) {
                (b'*', b'/') => {
                    self.pos += 1;
                    return;
                }
                (b'/', b'*') => self.fault(
                    "nested-comment",
                    self.pos,
                    self.pos + 1,
                    "block comments do not nest: this `/*` has no effect",
                    "remove the inner `/*`, or use `//` comments",
                ),
                (0, _) => {
                    self.pos -= 1;
                    break;
                }
                _ => {}
            }
        }
        self.fault("unclosed-comment", open, open + 2, "this comment is never closed", "close it with `*/`");
    }

    fn control_characters(&mut self) {
        let start = self.pos;
        while !self.at_end() && matches!(self.peek(), 0..=8 | 0x0E..=0x1F) {
            self.pos += 1;
        }
        let message = format!("unexpected control character U+{:04X}", self.bytes[start]);
        self.fault(
            "control-character",
            start,
            self.pos,
            message,
            "remove it, or write it as an escape in a string",
        );
    }

    fn token(&mut self, first: u8) -> Kind {
        self.pos += 1;
        match first {
            b'a'..=b'z' | b'A'..=b'Z' | b'_' => {
                self.skip(is_word);
                Kind::Ident
            }
            b'0'..=b'9' if self.skip_name_after_digit() => Kind::Ident,
            b'0'..=b'9' => self.number(first == b'0', false),
            b'.' if self.peek().is_ascii_digit() => {
                self.check_gap_before_point();
                self.pos += 1;
                self.number(false, true)
            }
            b'"' | b'\'' => {
                self.string(first);
                Kind::Str
            }
            0x80.. => self.non_ascii(),
            _ => Kind::Symbol(first),
        }
    }

    /// Reports a character outside ASCII once, however many bytes it has.
    fn non_ascii(&mut self) -> Kind {
        let start = self.pos - 1;
        while self.peek() & 0xC0 == 0x80 {
            self.pos += 1;
        }
        let Ok(text) = std::str::from_utf8(&self.bytes[start..self.pos]) else {
            let message = format!("byte 0x{:02X} is not valid UTF-8", self.bytes[start]);
            self.fault("non-ascii", start, self.pos, message, "use ASCII for names and punctuation");
            return Kind::Symbol(self.bytes[start]);
        };
        match text.chars().next().and_then(meant) {
            Some(Meant::Quote(quote)) => return self.curly_string(start, quote),
            Some(Meant::Symbol(b'-')) if self.tokens.last().is_some_and(|last| last.kind == Kind::Int) => {
                self.range_mark(start);
                return Kind::Symbol(b'-');
            }
            Some(Meant::Symbol(symbol)) => {
                let symbol = char::from(symbol);
                self.replace(start, format!("`{text}` is not `{symbol}`"), &symbol.to_string());
                return Kind::Symbol(symbol as u8);
            }
            _ => {}
        }
        let message = format!("`{text}` is only allowed in strings and comments");
        self.fault("non-ascii", start, self.pos, message, "use ASCII for names and punctuation");
        Kind::Symbol(self.bytes[start])
    }

    fn check_gap_before_point(&mut self) {
        let point = self.pos - 1;
        let glued = self
            .tokens
            .last()
            .is_some_and(|last| last.kind == Kind::Ident && last.span.end as usize == point);
        if glued {
            self.fault(
                "missing-space",
                point,
                point + 1,
                "missing space between a name and a number",
                "add a space",
            );
        }
    }

    fn number(&mut self, zero: bool, point: bool) -> Kind {
        let mut float = point;
        if zero && matches!(self.peek(), b'x' | b'X') {
            self.pos += 1;
            if !self.peek().is_ascii_hexdigit() {
                self.fault_here(
                    "bad-number",
                    "expected hexadecimal digits after `0x`",
                    "write at least one digit of 0-9 or a-f",
                );
            }
            self.skip(|byte| byte.is_ascii_hexdigit());
        } else if zero && self.peek().is_ascii_digit() {
            self.skip(|byte| matches!(byte, b'0'..=b'7'));
            if self.peek().is_ascii_digit() {
                self.fault_here(
                    "bad-number",
                    "invalid digit in an octal number",
                    "numbers that start with 0 are octal: remove the leading zero",
                );
                self.skip(|byte| byte.is_ascii_digit());
            }
        } else {
            self.skip(|byte| byte.is_ascii_digit());
            if !point && self.peek() == b'.' && !self.skip_points() {
                self.pos += 1;
                float = true;
                self.skip(|byte| byte.is_ascii_digit());
            }
            if matches!(self.peek(), b'e' | b'E') {
                self.pos += 1;
                float = true;
                if matches!(self.peek(), b'-' | b'+') {
                    self.pos += 1;
                }
                if !self.peek().is_ascii_digit() {
                    self.fault_here("bad-number", "the exponent has no digits", "write digits after `e`");
                }
                self.skip(|byte| byte.is_ascii_digit());
            }
        }
        self.check_number_end(float);
        if float { Kind::Float } else { Kind::Int }
    }

    fn check_number_end(&mut self, float: bool) {
        match self.peek() {
            b'a'..=b'z' | b'A'..=b'Z' | b'_' => {
                self.fault_here("missing-space", "missing space between a number and a name", "add a space");
            }
            b'.' if float => {
                self.fault_here(
                    "bad-number",
                    "unexpected decimal point after a point or an exponent",
                    "remove this point",
                );
            }
            b'.' => self.fault_here(
                "bad-number",
                "a hexadecimal or octal number cannot have a decimal point",
                "write it in decimal",
            ),
            _ => {}
        }
    }

    fn string(&mut self, quote: u8) {
        loop {
            let rest = &self.bytes[self.pos..];
            let plain = rest.iter().position(|&byte| byte == quote || matches!(byte, b'\\' | b'\n' | 0));
            self.pos += plain.unwrap_or(rest.len());
            match self.peek() {
                b'\\' => {
                    self.pos += 1;
                    self.escape();
                }
                b'\n' => {
                    return self.fault_here(
                        "unclosed-string",
                        "the string is not closed on its line",
                        "close it with a quote; adjacent strings are joined",
                    );
                }
                0 => {
                    return self.fault_here(
                        "unclosed-string",
                        "the file ends inside a string",
                        "close it with a quote",
                    );
                }
                _ => {
                    self.pos += 1;
                    return;
                }
            }
        }
    }

    fn escape(&mut self) {
        let byte = self.peek();
        match byte {
            b'a' | b'b' | b'f' | b'n' | b'r' | b't' | b'v' | b'\\' | b'?' | b'\'' | b'"' | b'0'..=b'7' => {
                self.pos += 1;
            }
            b'x' | b'X' => {
                self.pos += 1;
                self.escape_digits(1, "`\\x` needs a hexadecimal digit");
            }
            b'u' => {
                self.pos += 1;
                self.escape_digits(4, "`\\u` needs four hexadecimal digits");
            }
            b'U' => {
                self.pos += 1;
                self.long_escape();
            }
            _ => self.unknown_escape(),
        }
    }

    fn escape_digits(&mut self, count: usize, message: &str) {
        for _ in 0..count {
            if !self.peek().is_ascii_hexdigit() {
                return self.fault_here("bad-escape", message, "write the code point in hexadecimal");
            }
            self.pos += 1;
        }
    }

    fn long_escape(&mut self) {
        for place in 0..8 {
            let byte = self.peek();
            let fits = match place {
                0 | 1 => byte == b'0',
                2 => matches!(byte, b'0' | b'1'),
                _ => byte.is_ascii_hexdigit(),
            };
            if !fits {
                return self.fault_here(
                    "bad-escape",
                    "`\\U` needs eight hexadecimal digits, at most 0010ffff",
                    "write the code point in hexadecimal",
                );
            }
            self.pos += 1;
        }
    }

    fn skip(&mut self, accept: impl Fn(u8) -> bool) {
        let rest = &self.bytes[self.pos..];
        self.pos += rest.iter().position(|&byte| !accept(byte)).unwrap_or(rest.len());
    }

    fn place(&self, start: usize, end: usize) -> Place {
        Place::span(self.source, Span::new(start as u32, end as u32))
    }

    fn fault(&mut self, code: &'static str, start: usize, end: usize, message: impl Into<Line>, help: &str) {
        self.push_fault(Diagnostic::error(code, self.place(start, end), message).help(help));
    }

    fn push_fault(&mut self, fault: Diagnostic) {
        if self.faults.len() < super::MAX_FAULTS {
            self.faults.push(fault);
        }
    }

    fn fault_here(&mut self, code: &'static str, message: &str, help: &str) {
        let end = (self.pos + 1).min(self.bytes.len());
        self.fault(code, self.pos, end, message, help);
    }
}

/// A table lookup, because most bytes outside comments are part of a name.
fn is_word(byte: u8) -> bool {
    static WORD: [bool; 256] = {
        let mut word = [false; 256];
        let mut byte = 0;
        while byte < 256 {
            word[byte] = (byte as u8).is_ascii_alphanumeric() || byte == b'_' as usize;
            byte += 1;
        }
        word
    };
    WORD[byte as usize]
}
