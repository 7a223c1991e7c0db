//! Token access for the text format parser.

use memchr::memchr;

use super::{ParseFailure, Parsed, Parser};
use crate::syntax::{Kind, Tok};

impl<'a> Parser<'a> {
    pub(super) fn identifier(&mut self) -> Parsed<&'a [u8]> {
        if self.kind() != Kind::Ident {
            return self.fault(
                self.at,
                format!("expected a field name, found {}", self.describe()),
                "fields are written `name: value`",
            );
        }
        let at = self.at;
        self.step();
        Ok(self.tree.text(at))
    }

    /// Moves to the next token, skipping comments.
    pub(super) fn step(&mut self) {
        self.at += 1;
        while self.kind() == Kind::Symbol(b'#') {
            let bytes = self.tree.source.bytes();
            let start = self.tree.span(self.at).start as usize;
            let line_end = memchr(b'\n', &bytes[start..]).map_or(bytes.len(), |len| start + len);
            while !self.at_end() && (self.tree.span(self.at).start as usize) < line_end {
                self.at += 1;
            }
        }
    }

    pub(super) fn at_end(&self) -> bool {
        self.at >= self.end
    }

    pub(super) fn kind(&self) -> Kind {
        if self.at_end() { Kind::End } else { self.tree.tokens[self.at as usize].kind }
    }

    pub(super) fn text(&self) -> &'a [u8] {
        self.tree.text(self.at.min(self.end))
    }

    pub(super) fn at_symbol(&self, symbol: u8) -> bool {
        self.kind() == Kind::Symbol(symbol)
    }

    pub(super) fn eat(&mut self, symbol: u8) -> bool {
        let found = self.at_symbol(symbol);
        if found {
            self.step();
        }
        found
    }

    pub(super) fn describe(&self) -> String {
        match self.kind() {
            Kind::End => "the end of the value".to_owned(),
            _ => format!("`{}`", String::from_utf8_lossy(self.text())),
        }
    }

    pub(super) fn expected<T>(&self, symbol: &str) -> Parsed<T> {
        self.fault(
            self.at,
            format!("expected `{symbol}`, found {}", self.describe()),
            &format!("write `{symbol}`"),
        )
    }

    #[expect(clippy::unused_self, reason = "called like the other methods of the parser")]
    pub(super) fn fault<T>(&self, at: Tok, message: String, help: &str) -> Parsed<T> {
        Err(ParseFailure::Fault(at, message, help.to_owned()))
    }
}
