//! The one model of a diagnostic. Every stage produces these; only `report/` turns them into text.

mod codes;
mod fix;
mod order;

use std::borrow::Cow;
use std::cmp::Ordering;
use std::ops::Range;
use std::sync::Arc;

pub use codes::{CODES, is_accepted_by_buf, meaning};
pub use fix::{Edit, Fix};
pub use order::sort;

use crate::text::{Line, LineColumn, Source, Span, line_start};

/// How much a diagnostic weighs.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum Severity {
    /// Worth knowing; never fails a run.
    Note,
    /// Probably a mistake.
    Warning,
    /// The schema is not valid, or a rule that gates was broken.
    Error,
}

impl Severity {
    /// The lower-case word used in every output format.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Note => "note",
            Self::Warning => "warning",
            Self::Error => "error",
        }
    }
}

/// A place in a source file, or a whole file where there is no better place, or none where what is spoken of is gone.
#[derive(Clone, Debug)]
pub struct Place {
    /// The path, not yet fit to be shown; descriptor sets have paths without text. Empty where there is no place.
    pub path: Arc<str>,
    /// The text and the span in it, when there is text.
    pub text: Option<(Source, Span)>,
    /// Where the place begins and ends, when that is known without the text.
    lines: Option<Range<LineColumn>>,
}

impl Place {
    /// A span of a source file.
    pub fn span(source: &Source, span: Span) -> Self {
        Self { path: source.shared_path(), text: Some((source.clone(), span)), lines: None }
    }

    /// A range of lines and columns of a file whose text is not at hand.
    pub fn lines(path: impl Into<Arc<str>>, lines: Range<LineColumn>) -> Self {
        Self { path: path.into(), text: None, lines: Some(lines) }
    }

    /// A file as a whole.
    pub fn file(path: impl Into<Arc<str>>) -> Self {
        Self { path: path.into(), text: None, lines: None }
    }

    /// No place at all: what is spoken of is not there any more, nor is the file it was in.
    pub fn nowhere() -> Self {
        Self::file("")
    }

    /// The path as a line of output can begin with it; a stand-in where there is no place.
    pub fn shown_path(&self) -> Cow<'_, str> {
        if self.is_somewhere() { line_start(&self.path) } else { Cow::Borrowed("<input>") }
    }

    /// Whether there is a place.
    pub fn is_somewhere(&self) -> bool {
        !self.path.is_empty()
    }

    /// Numbers that order places of one file as their beginnings and ends are ordered; smallest for a file as a whole.
    /// Unlike [`Self::range`] this looks nothing up.
    pub fn bounds(&self) -> (u64, u64) {
        let of = |at: &LineColumn| u64::from(at.line) << 32 | u64::from(at.column) | 1 << 63;
        match (&self.text, &self.lines) {
            (Some((_, span)), _) => (u64::from(span.start) + 1, u64::from(span.end) + 1),
            (None, Some(lines)) => (of(&lines.start), of(&lines.end)),
            (None, None) => (0, 0),
        }
    }

    /// Where the place begins and ends, zero-based; `None` for a file as a whole.
    pub fn range(&self) -> Option<Range<LineColumn>> {
        let text =
            self.text.as_ref().map(|(source, span)| source.position(span.start)..source.position(span.end));
        text.or_else(|| self.lines.clone())
    }
}

/// A second place that explains the first.
#[derive(Clone, Debug)]
pub struct Label {
    /// Where.
    pub place: Place,
    /// What is there, in a few words.
    pub message: Line,
}

/// One thing to tell the user. Messages say what and why; `help` says what to do.
#[derive(Clone, Debug)]
pub struct Diagnostic {
    /// The stable identifier: a rule id, or a compiler code in kebab-case.
    pub code: &'static str,
    /// How much it weighs.
    pub severity: Severity,
    /// Where.
    pub place: Place,
    /// What is wrong and why: lower case, no full stop.
    pub message: Line,
    /// Other places involved.
    pub labels: Vec<Label>,
    /// What to do about it.
    pub help: Option<Line>,
    /// What mends it. Several findings can have one fix in common.
    pub fix: Option<Arc<Fix>>,
}

impl Diagnostic {
    /// An error at `place`.
    pub fn error(code: &'static str, place: Place, message: impl Into<Line>) -> Self {
        Self {
            code,
            severity: Severity::Error,
            place,
            message: message.into(),
            labels: Vec::new(),
            help: None,
            fix: None,
        }
    }

    /// A note at `place`.
    pub fn note(code: &'static str, place: Place, message: impl Into<Line>) -> Self {
        Self { severity: Severity::Note, ..Self::warning(code, place, message) }
    }

    /// A warning at `place`.
    pub fn warning(code: &'static str, place: Place, message: impl Into<Line>) -> Self {
        Self { severity: Severity::Warning, ..Self::error(code, place, message) }
    }

    /// The order of a report: by path, position, identifier and message.
    pub fn order(&self, other: &Self) -> Ordering {
        // Most are compared with others of their file.
        let path = match (&self.place.path, &other.place.path) {
            (a, b) if Arc::ptr_eq(a, b) => Ordering::Equal,
            (a, b) => a.cmp(b),
        };
        let ((start, end), (other_start, other_end)) = (self.place.bounds(), other.place.bounds());
        path.then(start.cmp(&other_start))
            .then_with(|| self.code.cmp(other.code))
            .then_with(|| self.message.cmp(&other.message))
            .then(end.cmp(&other_end))
    }

    /// Adds what to do.
    #[must_use]
    pub fn help(mut self, help: impl Into<Line>) -> Self {
        self.help = Some(help.into());
        self
    }

    /// Adds a second place.
    #[must_use]
    pub fn label(mut self, place: Place, message: impl Into<Line>) -> Self {
        self.labels.push(Label { place, message: message.into() });
        self
    }
}
