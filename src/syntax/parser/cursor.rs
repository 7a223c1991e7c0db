//! Token access for the parser: peeking, consuming, reporting and error recovery.

use super::{Diagnostic, Kind, Number, Parsed, Parser, Path, Place, Span, Strings, Tok, Token, literal};
use crate::text::Line;

/// The scalar type keywords, and `group`.
pub(super) const SCALARS: [&[u8]; 16] = [
    b"double",
    b"float",
    b"int32",
    b"int64",
    b"uint32",
    b"uint64",
    b"sint32",
    b"sint64",
    b"fixed32",
    b"fixed64",
    b"sfixed32",
    b"sfixed64",
    b"bool",
    b"string",
    b"bytes",
    b"group",
];

impl<'s> Parser<'s> {
    /// Parses the statements of a block. Returns its `}`.
    pub(super) fn block(&mut self, mut statement: impl FnMut(&mut Self) -> Parsed<()>) -> Tok {
        loop {
            if let Some(close) = self.eat(b'}') {
                return close;
            }
            if self.at_end() {
                return self.unclosed();
            }
            let before = self.at;
            if statement(self).is_none() {
                self.recover(before);
            }
            assert!(
                self.at > before || self.at_symbol(b'}') || self.at_end(),
                "the parser must move forward"
            );
        }
    }

    pub(super) fn comma_list<T>(&mut self, mut item: impl FnMut(&mut Self) -> Parsed<T>) -> Parsed<Vec<T>> {
        let mut items = vec![item(self)?];
        while self.eat(b',').is_some() {
            items.push(item(self)?);
        }
        Some(items)
    }

    /// `a.b.C` or `.a.b.C`
    pub(super) fn type_name(&mut self, what: &str) -> Parsed<Path> {
        let first = self.at;
        self.eat(b'.');
        let rest = self.dotted(what)?;
        Some(Path { first, last: rest.last })
    }

    /// `a.b.C`, not a scalar type
    pub(super) fn message_name(&mut self, what: &str) -> Parsed<Path> {
        if SCALARS.contains(&self.text()) {
            let message = format!("expected {what}, found the scalar type {}", self.describe());
            self.fault(
                "wrong-kind",
                message,
                "use a message; google/protobuf/wrappers.proto has one for each scalar",
            );
            self.at += 1;
            return Some(Path { first: self.at - 1, last: self.at - 1 });
        }
        self.type_name(what)
    }

    /// `a.b.c`
    pub(super) fn dotted(&mut self, what: &str) -> Parsed<Path> {
        let first = self.identifier(what)?;
        let mut last = first;
        while self.eat(b'.').is_some() {
            last = self.identifier("a name after `.`")?;
        }
        Some(Path { first, last })
    }

    pub(super) fn identifier(&mut self, what: &str) -> Parsed<Tok> {
        if self.kind() == Kind::Ident {
            self.at += 1;
            return Some(self.at - 1);
        }
        self.expected(what)
    }

    pub(super) fn strings(&mut self, what: &str) -> Parsed<Strings> {
        let first = self.at;
        while self.kind() == Kind::Str {
            self.at += 1;
        }
        if self.at == first {
            return self.expected(what);
        }
        Some(Strings { first, last: self.at - 1 })
    }

    pub(super) fn number(&mut self, what: &str) -> Parsed<Number> {
        self.signed_number(false, what)
    }

    pub(super) fn signed_number(&mut self, signed: bool, what: &str) -> Parsed<Number> {
        let first = self.at;
        let negative = signed && self.eat(b'-').is_some();
        if self.kind() != Kind::Int {
            return self.expected(what);
        }
        let limit = i64::from(i32::MAX) + i64::from(negative);
        let value = match literal::integer(self.text()) {
            Some(value) if value <= limit as u64 => value as i64,
            _ => {
                let message = format!("{} is out of range", self.describe());
                self.fault("out-of-range", message, &format!("the largest number here is {limit}"));
                0
            }
        };
        self.at += 1;
        Some(Number { first, last: self.at - 1, value: if negative { -value } else { value } as i32 })
    }

    /// A bound of a range. Message ranges are stored with an exclusive end, which cannot be larger than `i32::MAX`.
    pub(super) fn range_bound(&mut self, signed: bool, what: &str) -> Parsed<Number> {
        let bound = self.signed_number(signed, what)?;
        if !signed && bound.value == i32::MAX {
            let span = self.span(bound.last);
            self.report("out-of-range", span, "number out of range", "use `max` for the largest number");
        }
        Some(bound)
    }

    /// The `;` at the end of a statement. If it is missing at the end of a line or of a block, or another mark is in its
    /// place, the statement ends there.
    pub(super) fn end_of_statement(&mut self) -> Parsed<Tok> {
        if let Some(semicolon) = self.eat(b';') {
            return Some(semicolon);
        }
        let mark = self.at;
        let is_mark = match self.kind() {
            Kind::Symbol(b',') => self.ends_block_or_line(mark) || self.kind_after(mark) == Kind::Ident,
            Kind::Symbol(b':' | b'.') => self.ends_block_or_line(mark),
            _ => false,
        };
        if is_mark {
            self.replaced("`;`", ";");
            return Some(mark);
        }
        if !self.at_end() && self.ends_block_or_line(mark - 1) {
            self.missing(";", "end the statement with `;`");
            return Some(mark - 1);
        }
        self.expected("`;`")
    }

    /// Whether the token after `tok` is a `}`, or a word on another line.
    pub(super) fn ends_block_or_line(&self, tok: Tok) -> bool {
        let Some(next) = self.tokens.get(tok as usize + 1) else { return false };
        let is_start = matches!(next.kind, Kind::Ident | Kind::End);
        let gap = self.span(tok).end as usize..next.span.start as usize;
        next.kind == Kind::Symbol(b'}') || is_start && self.bytes[gap].contains(&b'\n')
    }

    /// The `{` of a declaration. If it is missing at the end of a line, the block starts there.
    pub(super) fn open(&mut self) -> Parsed<Tok> {
        if self.kind() == Kind::Ident && self.ends_block_or_line(self.at - 1) {
            self.missing(" {", "open the block with `{`");
            return Some(self.at - 1);
        }
        self.expect(b'{')
    }

    /// The `=` before a number. Returns whether a number may follow.
    pub(super) fn equals(&mut self) -> bool {
        if self.eat(b'=').is_some() {
            return true;
        }
        if self.at_symbol(b':') && self.kind_after(self.at) == Kind::Int {
            self.replaced("`=`", " =");
            return true;
        }
        let has_number = self.kind() == Kind::Int;
        if has_number {
            self.missing(" =", "write `=` before the number");
        }
        has_number
    }

    /// Reports that `text` is missing after the previous token.
    pub(super) fn missing(&mut self, text: &str, help: &str) {
        // The fix for a missing number also ends the statement.
        let here = self.token().span.start;
        let is_known = |last: &Diagnostic| last.code == "missing-number" && span_of(last).start == here;
        if self.faults[self.lexed..].last().is_some_and(is_known) {
            return;
        }
        let at = Span::at(self.span(self.at - 1).end);
        let sign = text.trim_start();
        let message = format!("expected `{sign}` after `{}`", self.word(self.at - 1));
        let fault = Diagnostic::error("unexpected-token", Place::span(self.source, at), message)
            .help(help.to_owned())
            .fix(format!("add `{sign}`"), [(at, text.to_owned())]);
        self.push_fault(fault);
    }

    /// Reports the current token, and moves past it: `text` was expected in its place.
    pub(super) fn replaced(&mut self, what: &str, text: &str) {
        let span = self.token().span;
        let previous = self.span(self.at - 1).end;
        let start = if self.is_blank(previous, span.start) { previous } else { span.start };
        let sign = text.trim_start();
        let message = format!("expected {what}, found {}", self.describe());
        let fault = Diagnostic::error("unexpected-token", self.here(), message)
            .help(format!("write `{sign}`"))
            .fix(format!("write `{sign}`"), [(Span::new(start, span.end), text.to_owned())]);
        self.push_fault(fault);
        self.at += 1;
    }

    /// Whether no comment is in a gap between tokens.
    pub(super) fn is_blank(&self, start: u32, end: u32) -> bool {
        self.bytes[start as usize..end as usize].trim_ascii().is_empty()
    }

    pub(super) fn expect(&mut self, symbol: u8) -> Parsed<Tok> {
        if self.at_symbol(symbol) {
            self.at += 1;
            return Some(self.at - 1);
        }
        self.expected(&format!("`{}`", char::from(symbol)))
    }

    pub(super) fn expected<T>(&mut self, what: &str) -> Parsed<T> {
        let message = format!("expected {what}, found {}", self.describe());
        self.push_fault(Diagnostic::error("unexpected-token", self.here(), message));
        None
    }

    /// Skips the rest of the statement that starts at `first`: past its `;` or its braces, or to the enclosing `}`.
    pub(super) fn recover(&mut self, first: Tok) {
        self.explain(first);
        if self.at == first || !self.is_cut_off() {
            self.skip_statement();
        }
        let word = &self.bytes[self.span(first)];
        self.skipped.statements.push((first, self.at));
        self.skipped.options |= word == b"option";
        self.skipped.everything |= word == b"import" || word == b"package";
    }

    /// Whether the lexer reported an unclosed string just before: it swallowed the rest of that line.
    fn is_cut_off(&self) -> bool {
        let Some(before) = self.at.checked_sub(1).map(|before| self.span(before)) else { return false };
        let lexed = &self.faults[..self.lexed];
        let near = lexed.partition_point(|fault| span_of(fault).end < before.end);
        let swallows =
            |fault: &Diagnostic| fault.code == "unclosed-string" && span_of(fault).start <= before.end;
        lexed.get(near).is_some_and(swallows)
    }

    fn skip_statement(&mut self) {
        let mut depth = 0u32;
        loop {
            match self.kind() {
                Kind::End => return,
                Kind::Symbol(b'}') if depth == 0 => return,
                Kind::Symbol(b'{') => depth += 1,
                Kind::Symbol(b'}') => {
                    depth -= 1;
                    if depth == 0 {
                        self.at += 1;
                        return;
                    }
                }
                Kind::Symbol(b';') if depth == 0 => {
                    self.at += 1;
                    return;
                }
                _ => {}
            }
            self.at += 1;
        }
    }

    pub(super) fn token(&self) -> Token {
        self.tokens[self.at as usize]
    }

    pub(super) fn kind(&self) -> Kind {
        self.token().kind
    }

    pub(super) fn kind_after(&self, tok: Tok) -> Kind {
        self.tokens.get(tok as usize + 1).map_or(Kind::End, |next| next.kind)
    }

    pub(super) fn span(&self, tok: Tok) -> Span {
        self.tokens[tok as usize].span
    }

    pub(super) fn text(&self) -> &'s [u8] {
        &self.bytes[self.token().span]
    }

    pub(super) fn word(&self, tok: Tok) -> &str {
        std::str::from_utf8(&self.bytes[self.span(tok)]).unwrap_or_default()
    }

    pub(super) fn at_end(&self) -> bool {
        self.kind() == Kind::End
    }

    pub(super) fn at_word(&self, word: &[u8]) -> bool {
        self.text() == word
    }

    pub(super) fn at_symbol(&self, symbol: u8) -> bool {
        self.kind() == Kind::Symbol(symbol)
    }

    pub(super) fn symbol_at(&self, ahead: Tok, symbol: u8) -> bool {
        self.tokens.get((self.at + ahead) as usize).is_some_and(|token| token.kind == Kind::Symbol(symbol))
    }

    pub(super) fn eat(&mut self, symbol: u8) -> Option<Tok> {
        if !self.at_symbol(symbol) {
            return None;
        }
        self.at += 1;
        Some(self.at - 1)
    }

    /// The current token, for messages.
    pub(super) fn describe(&self) -> String {
        match self.kind() {
            Kind::End => "the end of the file".to_owned(),
            Kind::Str => "a string".to_owned(),
            _ => format!("`{}`", String::from_utf8_lossy(self.text())),
        }
    }

    pub(super) fn here(&self) -> Place {
        Place::span(self.source, self.token().span)
    }

    pub(super) fn fault(&mut self, code: &'static str, message: impl Into<Line>, help: &str) {
        self.report(code, self.token().span, message, help);
    }

    pub(super) fn report(&mut self, code: &'static str, span: Span, message: impl Into<Line>, help: &str) {
        let fault = Diagnostic::error(code, Place::span(self.source, span), message).help(help);
        self.push_fault(fault);
    }

    /// Keeps one error per place: the one of the lexer or of an inner construct is more precise.
    pub(super) fn push_fault(&mut self, fault: Diagnostic) {
        let span = span_of(&fault);
        if span.start == self.token().span.start && self.is_cut_off() {
            return;
        }
        let (lexed, parsed) = self.faults.split_at(self.lexed);
        let near = lexed.partition_point(|earlier| span_of(earlier).end < span.start);
        let by_lexer = lexed.get(near).is_some_and(|earlier| span_of(earlier).start <= span.end);
        let by_parser = parsed.last().is_some_and(|earlier| span_of(earlier).start == span.start);
        if !by_lexer && !by_parser && parsed.len() < crate::syntax::MAX_FAULTS {
            self.faults.push(fault);
        }
    }
}

pub(super) fn span_of(fault: &Diagnostic) -> Span {
    fault.place.text.as_ref().map(|(_, span)| *span).unwrap_or_default()
}
