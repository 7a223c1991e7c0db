//! A change of the source that mends what a diagnostic tells of.

use crate::text::{Source, Span};

/// A change of the source. All of it is made, or nothing.
#[derive(Clone, PartialEq, Debug)]
pub struct Fix {
    /// What it does, as an order: lower case, no full stop.
    pub what: String,
    /// The replacements, which do not overlap; there is at least one.
    pub edits: Vec<Edit>,
}

/// A piece of text that is replaced by another one.
#[derive(Clone, Debug)]
pub struct Edit {
    /// The file as it was read.
    pub source: Source,
    /// What is replaced; empty where something is only added.
    pub span: Span,
    /// What takes its place.
    pub text: String,
}

impl PartialEq for Edit {
    fn eq(&self, other: &Self) -> bool {
        self.source.path() == other.source.path() && self.span == other.span && self.text == other.text
    }
}
