//! An option statement, and its errors.

use std::borrow::Cow;

use crate::diag::{Diagnostic, Place};
use crate::syntax::{self, NamePart, OptionId, OptionNode, Tok, Tree};
use crate::text::{Line, Span};

/// Why a statement was not interpreted.
pub(super) enum Failure {
    /// It has an error.
    Fault(Box<Diagnostic>),
    /// It is unknown whether it is valid, because declarations are missing.
    Unknown,
}

/// The result of interpreting a statement.
pub(super) type StatementResult<T> = Result<T, Failure>;

/// An option statement.
#[derive(Clone, Copy)]
pub(super) struct Statement<'a> {
    pub tree: &'a Tree,
    pub node: &'a OptionNode,
    pub id: OptionId,
}

impl Failure {
    /// Adds a fix.
    #[must_use]
    pub fn fix(self, what: impl Into<Line>, edits: impl IntoIterator<Item = (Span, String)>) -> Self {
        match self {
            Self::Fault(fault) => Self::Fault(Box::new(fault.fix(what, edits))),
            Self::Unknown => self,
        }
    }

    /// Adds a related place.
    #[must_use]
    pub fn label(self, place: Place, message: &str) -> Self {
        match self {
            Self::Fault(fault) => Self::Fault(Box::new(fault.label(place, message))),
            Self::Unknown => self,
        }
    }
}

impl<'a> Statement<'a> {
    /// Whether `descriptor.proto` declares the option. As in protoc, invalid names count as custom options.
    pub fn is_built_in(self) -> bool {
        let first = self.node.name[0];
        !first.extension && self.tree.text(first.path.first) != b"uninterpreted_option"
    }

    /// The value if it is an identifier, otherwise empty.
    pub fn word(self) -> &'a [u8] {
        let value = self.node.value;
        if value.kind == syntax::ValueKind::Ident { self.tree.text(value.first) } else { b"" }
    }

    /// The name of one part, without parentheses, white space and comments.
    pub fn text(self, part: NamePart) -> Cow<'a, [u8]> {
        let syntax::Path { first, last } = part.path;
        let span = self.tree.span_to(first, last);
        let len: u32 = (first..=last).map(|tok| self.tree.span(tok).len()).sum();
        if span.len() == len {
            return Cow::Borrowed(&self.tree.source.bytes()[span]);
        }
        Cow::Owned(self.tree.path(part.path).into_bytes())
    }

    /// The name as written.
    pub fn full_name(self) -> String {
        let parts = self.node.name.iter().map(|&part| {
            let text = self.text(part);
            let text = String::from_utf8_lossy(&text);
            match (part.extension, &*text) {
                (false, text) => text.to_owned(),
                (true, ")") => "()".to_owned(),
                (true, text) => format!("({text})"),
            }
        });
        parts.collect::<Vec<_>>().join(".")
    }

    /// An error in the name; `what` follows "option `name`" in the message.
    pub fn name_fault(self, code: &'static str, what: &str, help: &str) -> Failure {
        self.fault(code, self.name_place(), what, help)
    }

    /// An error in the value; `what` follows "option `name`" in the message.
    pub fn value_fault(self, code: &'static str, what: &str, help: &str) -> Failure {
        let value = self.node.value;
        self.fault(code, self.place(value.first, value.last), what, help)
    }

    /// The place of the name.
    pub fn name_place(self) -> Place {
        let name = &self.node.name;
        let (first, last) = (name[0], name[name.len() - 1]);
        let closed = last.extension && self.tree.text(last.path.first) != b")";
        self.place(first.path.first - Tok::from(first.extension), last.path.last + Tok::from(closed))
    }

    /// The place of a range of tokens.
    pub fn place(self, first: Tok, last: Tok) -> Place {
        Place::span(&self.tree.source, self.tree.span_to(first, last))
    }

    fn fault(self, code: &'static str, place: Place, what: &str, help: &str) -> Failure {
        let message = format!("option `{}` {what}", self.full_name());
        Failure::Fault(Box::new(Diagnostic::error(code, place, message).help(help)))
    }
}
