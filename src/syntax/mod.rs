//! Parses bytes to a tree. Parsing never fails: any input gives a tree and a list of diagnostics. The grammar is
//! lenient to allow better messages; `legalize` then rejects what is not allowed.

mod comments;
mod documentation;
mod legalize;
mod level;
mod lexer;
pub mod literal;
mod lookalikes;
mod parser;
mod token;
mod tree;

pub use comments::{Comments, after_comment, comments_after};
pub use documentation::{documentation, documentation_lines};
pub use legalize::{is_pseudo_option, pseudo_option};
pub use level::{LEGACY, Level, edition_name};
pub use token::{Kind, Tok, Token, is_identifier};
pub use tree::*;

use crate::diag::Diagnostic;
use crate::text::{Source, Span};

/// The most errors of the lexer, and of the parser, that are kept for a file. A file can have one per byte.
const MAX_FAULTS: usize = 1000;

/// Parses `source`. The tree is marked as damaged if parts of the file are missing from it.
pub fn parse(source: &Source) -> (Tree, Vec<Diagnostic>) {
    let (tokens, faults) = lexer::lex(source);
    let lexed: Vec<Span> = faults.iter().filter_map(|fault| Some(fault.place.text.as_ref()?.1)).collect();
    // An unclosed comment hides the rest of the file.
    let swallowed = faults.iter().any(|fault| fault.code == "unclosed-comment");
    let (mut tree, mut diagnostics) = parser::parse(source, tokens, faults);
    tree.damaged = diagnostics.iter().any(|diagnostic| diagnostic.severity == crate::diag::Severity::Error);
    tree.skipped.everything |= swallowed;
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
