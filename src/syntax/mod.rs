//! Bytes to a tree. Parsing never fails: any bytes give a tree and a list of diagnostics. The grammar is lenient
//! where that helps to understand what was meant; `legalize` then says what may not stand where it stands.

mod comments;
mod documentation;
mod legalize;
mod level;
mod lexer;
pub mod literal;
mod parser;
mod token;
mod tree;

pub use comments::{Comments, comments_after};
pub use documentation::{documentation, documentation_lines};
pub use legalize::{is_pseudo_option, pseudo_option};
pub use level::{LEGACY, Level, edition_name};
pub use token::{Kind, Tok, Token};
pub use tree::*;

use crate::diag::Diagnostic;
use crate::text::{Source, Span};

/// How many faults of a kind are kept for a file: those of the lexer, and those of the parser. Nobody reads more, and
/// a file can have one a byte.
const MAX_FAULTS: usize = 1000;

/// Parses `source`. The tree is marked as damaged when something of the file is missing in it.
pub fn parse(source: &Source) -> (Tree, Vec<Diagnostic>) {
    let (tokens, faults) = lexer::lex(source);
    let lexed: Vec<Span> = faults.iter().filter_map(|fault| Some(fault.place.text.as_ref()?.1)).collect();
    // What stands in a comment that does not end is not known.
    let swallowed = faults.iter().any(|fault| fault.code == "unclosed-comment");
    let (mut tree, mut diagnostics) = parser::parse(source, tokens, faults);
    tree.damaged = diagnostics.iter().any(|diagnostic| diagnostic.severity == crate::diag::Severity::Error);
    tree.lost.everything |= swallowed;
    let mut illegal = Vec::new();
    legalize::legalize(&tree, &mut illegal);
    illegal.retain(|fault| {
        let Some((_, span)) = &fault.place.text else { return true };
        let near = lexed.partition_point(|lexed| lexed.end < span.start);
        lexed.get(near).is_none_or(|lexed| lexed.start > span.end)
    });
    diagnostics.append(&mut illegal);
    (tree, diagnostics)
}
