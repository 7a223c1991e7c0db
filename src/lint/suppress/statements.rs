//! The ends of statements, by first token.

use crate::syntax::{Kind, Tok, Tree};

/// The ends of the statements of a file, found in one pass.
pub struct Statements {
    /// By the first token: the `;` of the statement, or the `}` of its body.
    ends: Vec<Tok>,
    /// The same for options, whose values may have braces before the `;`.
    option_ends: Vec<Tok>,
}

impl Statements {
    /// Walks backwards, so that the end of a statement is known at its start.
    pub fn new(tree: &Tree) -> Self {
        let last = (tree.tokens.len() as Tok).saturating_sub(1);
        let mut ends = vec![last; tree.tokens.len() + 1];
        let mut option_ends = ends.clone();
        let mut closing: Vec<Tok> = Vec::new();
        for at in (0..tree.tokens.len()).rev() {
            let itself = at as Tok;
            let (end, option_end) = match tree.tokens[at].kind {
                Kind::Symbol(b'{' | b'[' | b'(') => {
                    let close = closing.pop().unwrap_or(last);
                    let behind = close as usize + 1;
                    let is_body = tree.tokens[close as usize].kind == Kind::Symbol(b'}');
                    (if is_body { close } else { ends[behind] }, option_ends[behind])
                }
                Kind::Symbol(b'}' | b']' | b')') => {
                    closing.push(itself);
                    (itself, itself)
                }
                Kind::Symbol(b';') | Kind::End => (itself, itself),
                _ => (ends[at + 1], option_ends[at + 1]),
            };
            ends[at] = end;
            option_ends[at] = option_end;
        }
        Self { ends, option_ends }
    }

    /// The last token of the statement that starts at `first`.
    pub fn end(&self, tree: &Tree, first: Tok) -> Tok {
        let ends = if tree.word(first) == "option" { &self.option_ends } else { &self.ends };
        ends[first as usize]
    }
}
