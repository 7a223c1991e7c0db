//! Tokens: the output of the lexer, which the tree refers to.

use crate::text::Span;

/// The kind of a token.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Kind {
    /// A name or a keyword; only the parser can distinguish them.
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

/// A token. White space and comments are read from the gaps between tokens.
#[derive(Clone, Copy, Debug)]
pub struct Token {
    /// The bytes of the token.
    pub span: Span,
    /// The kind.
    pub kind: Kind,
}

/// The index of a token in its tree.
pub type Tok = u32;

/// Whether a text is a name: letters, digits and `_`, and no digit first.
pub fn is_identifier(text: &[u8]) -> bool {
    text.first().is_some_and(|byte| !byte.is_ascii_digit())
        && text.iter().all(|&byte| byte.is_ascii_alphanumeric() || byte == b'_')
}
