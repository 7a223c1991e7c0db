//! A change of the source that mends what a diagnostic tells of.

use crate::text::{Source, Span};

/// How far a fix reaches: what changes for those who use the schema.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum Safety {
    /// Nothing: what is generated, written and read stays what it was.
    Text,
    /// Generated code.
    Source,
    /// Messages in JSON, and code.
    Json,
    /// Encoded messages, and all of the above.
    Wire,
}

impl Safety {
    /// The lower-case word used in output formats.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Text => "text",
            Self::Source => "source",
            Self::Json => "json",
            Self::Wire => "wire",
        }
    }
}

/// A change of the source. All of it is made, or nothing.
#[derive(Clone, PartialEq, Debug)]
pub struct Fix {
    /// What it does, as an order: lower case, no full stop.
    pub what: String,
    /// How far it reaches.
    pub safety: Safety,
    /// The replacements, which do not overlap.
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
