//! Finds the brace that was left open, by indentation.

use super::{Diagnostic, Kind, Parser, Place, Source, Span, Tok, Token};
use crate::syntax::after_comment;

/// A brace that is not closed, and the token before which it should be.
pub(super) struct Unclosed {
    open: Tok,
    before: Tok,
}

/// An open brace.
struct Block {
    open: Tok,
    /// The indentation of its line.
    indent: usize,
    /// Whether its content is indented more.
    has_content: bool,
}

impl Block {
    /// Whether a line with the given indentation and first word is after the block.
    fn has_ended(&self, indent: usize, word: &[u8]) -> bool {
        let is_outer = matches!(word, b"service" | b"import" | b"package");
        indent <= self.indent && (self.has_content || self.indent > 0 || is_outer)
    }
}

/// The first brace that is still open at a line whose indentation shows that the block has ended, or else the last one
/// that is open at the end of the file.
pub(super) fn find(bytes: &[u8], tokens: &[Token]) -> Option<Unclosed> {
    let mut blocks: Vec<Block> = Vec::new();
    let (mut indent, mut end) = (0, 0);
    for (tok, token) in (0..).zip(tokens) {
        let gap = &bytes[end as usize..token.span.start as usize];
        end = token.span.end;
        let is_close = token.kind == Kind::Symbol(b'}');
        if tok == 0 || gap.contains(&b'\n') {
            let start = gap.iter().rposition(|&byte| byte == b'\n').map_or(0, |newline| newline + 1);
            indent = gap.len() - start;
            if let Some(block) = blocks.last_mut() {
                let has_ended = block.has_ended(indent, &bytes[token.span]);
                if token.kind != Kind::End && has_ended && (!is_close || indent < block.indent) {
                    return Some(Unclosed { open: block.open, before: tok });
                }
                block.has_content |= !is_close && indent > block.indent;
            }
        }
        match token.kind {
            Kind::Symbol(b'{') => blocks.push(Block { open: tok, indent, has_content: false }),
            Kind::Symbol(b'}') => _ = blocks.pop(),
            Kind::End => return blocks.last().map(|block| Unclosed { open: block.open, before: tok }),
            _ => {}
        }
    }
    None
}

impl Unclosed {
    /// The error, with a fix that closes the brace.
    pub fn fault(&self, source: &Source, tokens: &[Token]) -> Diagnostic {
        let bytes = source.bytes();
        let span = |tok: Tok| tokens[tok as usize].span;
        let end = after_comment(source, span(self.before - 1).end);
        let line = memchr::memrchr(b'\n', &bytes[..span(self.open).start as usize]).map_or(0, |at| at + 1);
        let indent = bytes[line..].iter().take_while(|byte| matches!(byte, b' ' | b'\t')).count();
        let indent = String::from_utf8_lossy(&bytes[line..line + indent]);
        let text = format!("{}{indent}}}", source.newline());
        let label = if tokens[self.before as usize].kind == Kind::End {
            "the file ends here".to_owned()
        } else {
            let line = source.position(span(self.before).start).line + 1;
            format!("the indentation says that it ends before line {line}")
        };
        let before = span(self.before);
        Diagnostic::error("unclosed-brace", Place::span(source, span(self.open)), "this `{` is never closed")
            .label(Place::span(source, before), label)
            .help("close it with `}`")
            .fix("add `}`", [(Span::at(end), text)])
    }

    /// Closes the brace, to parse the rest as if it was closed. Returns whether the place is certain.
    pub fn close(&self, tokens: &mut Vec<Token>) -> bool {
        let end = tokens[self.before as usize - 1].span.end;
        let is_certain = tokens[self.before as usize].kind != Kind::End;
        tokens.insert(self.before as usize, Token { span: Span::at(end), kind: Kind::Symbol(b'}') });
        is_certain
    }
}

impl Parser<'_> {
    /// The end of the file in a block.
    pub(super) fn unclosed(&mut self) -> Tok {
        self.skipped.everything = true;
        self.is_unclosed = true;
        self.at - 1
    }
}
