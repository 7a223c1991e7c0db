//! Statements that are wrong in a common way: says what is meant instead of which token is unexpected.
//!
//! Only a statement that failed to parse is compared with this table.

mod fields;
mod methods;
mod other;

use super::cursor::span_of;
use super::{Diagnostic, Kind, Parser, Place, Span, Tok};

/// All mistakes. The first one that a statement makes is reported.
const MISTAKES: &[fn(&Wrong<'_>) -> Option<Diagnostic>] = &[
    fields::array,
    fields::list,
    fields::map_value,
    fields::two_labels,
    fields::label_after_type,
    fields::quoted_name,
    fields::quoted_number,
    fields::missing_name_or_type,
    fields::unbracketed_options,
    methods::empty_type,
    methods::stream_outside,
    methods::bare_type,
    methods::unclosed_type,
    methods::named_parameter,
    methods::missing_returns,
    other::unquoted_import,
    other::package_name,
    other::dash_in_name,
    other::range,
    other::names_and_numbers,
    other::qualified_value,
    other::missing_value,
    other::missing_body,
    other::misplaced,
];

/// The most errors of a file that are compared with the table.
const MAX_EXPLAINED: usize = 200;

impl Parser<'_> {
    /// Replaces the error of the statement that starts at `first`, and failed at the current token, if it makes one of
    /// the mistakes.
    pub(super) fn explain(&mut self, first: Tok) {
        let failed = self.at;
        let Some(fault) = self.faults[self.lexed..].last() else { return };
        if self.faults.len() > MAX_EXPLAINED {
            return;
        }
        if fault.fix.is_some() || span_of(fault).start != self.span(failed).start {
            return;
        }
        let wrong = Wrong { parser: self, first, failed, code: fault.code };
        let explained = MISTAKES.iter().find_map(|mistake| mistake(&wrong));
        if let Some(explained) = explained
            && let Some(fault) = self.faults.last_mut()
        {
            *fault = explained;
        }
    }
}

/// A statement that failed to parse.
struct Wrong<'p> {
    parser: &'p Parser<'p>,
    /// Its first token.
    first: Tok,
    /// The unexpected token.
    failed: Tok,
    /// The code of the error.
    code: &'static str,
}

impl<'p> Wrong<'p> {
    fn kind(&self, tok: Tok) -> Kind {
        self.parser.tokens.get(tok as usize).map_or(Kind::End, |token| token.kind)
    }

    fn span(&self, tok: Tok) -> Span {
        let last = self.parser.tokens.len() as Tok - 1;
        self.parser.span(tok.min(last))
    }

    /// The span from one token to another.
    fn to(&self, first: Tok, last: Tok) -> Span {
        self.span(first).to(self.span(last))
    }

    /// The text of a token.
    fn text(&self, tok: Tok) -> &'p str {
        self.source_text(self.span(tok))
    }

    fn source_text(&self, span: Span) -> &'p str {
        std::str::from_utf8(&self.parser.bytes[span]).unwrap_or_default()
    }

    fn is(&self, tok: Tok, symbol: u8) -> bool {
        self.kind(tok) == Kind::Symbol(symbol)
    }

    fn is_word(&self, tok: Tok) -> bool {
        self.kind(tok) == Kind::Ident
    }

    /// Whether nothing is between a token and the next one.
    fn is_glued(&self, tok: Tok) -> bool {
        self.span(tok).end == self.span(tok + 1).start
    }

    /// Whether the statement starts with this word.
    fn starts_with(&self, word: &str) -> bool {
        self.text(self.first) == word
    }

    /// The first token after the label of a field.
    fn after_label(&self) -> Tok {
        self.first + Tok::from(is_label(self.text(self.first)))
    }

    /// The first token with this kind from `tok` on, within the statement.
    fn find(&self, tok: Tok, symbol: u8) -> Option<Tok> {
        let ends = |kind| matches!(kind, Kind::End | Kind::Symbol(b';' | b'{' | b'}'));
        let mut tok = tok;
        while !self.is(tok, symbol) && !ends(self.kind(tok)) {
            tok += 1;
        }
        self.is(tok, symbol).then_some(tok)
    }

    /// An error at a span of the statement.
    fn fault(&self, span: Span, message: impl Into<String>) -> Diagnostic {
        Diagnostic::error(self.code, Place::span(self.parser.source, span), message.into())
    }
}

fn is_label(word: &str) -> bool {
    super::keywords::LABELS.contains(&word)
}

fn is_scalar(word: &str) -> bool {
    super::cursor::SCALARS.contains(&word.as_bytes()) && word != "group"
}
