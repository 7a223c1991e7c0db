//! Tokens: what the lexer makes and the tree points into.

use crate::text::Span;

/// What a token is. Symbols carry their byte.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Kind {
    /// A name or keyword; the grammar tells them apart, the lexer cannot.
    Ident,
    /// A decimal, octal or hexadecimal integer without sign.
    Int,
    /// A number with a decimal point or an exponent.
    Float,
    /// A quoted string, quotes included; may be unterminated.
    Str,
    /// A single byte of punctuation.
    Symbol(u8),
    /// The end of the file; always the last token, and empty.
    End,
}

/// One token. White space and comments lie in the gaps between tokens and are read from there.
#[derive(Clone, Copy, Debug)]
pub struct Token {
    /// The bytes of the token.
    pub span: Span,
    /// What it is.
    pub kind: Kind,
}

/// The index of a token in its tree.
pub type Tok = u32;
