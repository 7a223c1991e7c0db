//! Diagnostics. Every stage produces them; only `report/` turns them into text.

mod breaks;
mod codes;
mod fix;
mod order;
mod pending;

use std::borrow::Cow;
use std::cmp::Ordering;
use std::ops::Range;
use std::sync::Arc;

pub use breaks::{Breaks, Reach, flag};
pub use codes::{CODES, is_accepted_by_buf, meaning};
pub use fix::{Edit, Fix};
pub use order::sort;
pub use pending::{Copied, Pending, Rename};

use crate::text::{Line, LineColumn, Source, Span, line_start};

/// The severity of a diagnostic.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum Severity {
    /// Information; never fails a run.
    Note,
    /// Probably a mistake.
    Warning,
    /// The schema is invalid, or a rule with severity `error` was violated.
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

/// A place in a source file, a whole file, or nowhere if the declaration and its file were deleted.
#[derive(Clone, Debug)]
pub struct Place {
    /// The path, not escaped for output. Descriptor sets have paths without text. Empty for [`Place::nowhere`].
    pub path: Arc<str>,
    /// The text and the span in it, if there is text.
    pub text: Option<(Source, Span)>,
    /// Start and end, if known without the text.
    lines: Option<Range<LineColumn>>,
}

impl Place {
    /// A span of a source file.
    pub fn span(source: &Source, span: Span) -> Self {
        Self { path: source.shared_path(), text: Some((source.clone(), span)), lines: None }
    }

    /// A range of lines and columns in a file without text.
    pub fn lines(path: impl Into<Arc<str>>, lines: Range<LineColumn>) -> Self {
        Self { path: path.into(), text: None, lines: Some(lines) }
    }

    /// A whole file.
    pub fn file(path: impl Into<Arc<str>>) -> Self {
        Self { path: path.into(), text: None, lines: None }
    }

    /// No place: the declaration and its file were deleted.
    pub fn nowhere() -> Self {
        Self::file("")
    }

    /// The path, safe at the start of an output line; a placeholder for [`Place::nowhere`].
    pub fn shown_path(&self) -> Cow<'_, str> {
        if self.is_somewhere() { line_start(&self.path) } else { Cow::Borrowed("<input>") }
    }

    /// Whether there is a place.
    pub fn is_somewhere(&self) -> bool {
        !self.path.is_empty()
    }

    /// Sort keys for start and end within one file; smallest for a whole file. Cheaper than [`Self::range`], which
    /// looks up lines.
    pub fn bounds(&self) -> (u64, u64) {
        let of = |at: &LineColumn| u64::from(at.line) << 32 | u64::from(at.column) | 1 << 63;
        match (&self.text, &self.lines) {
            (Some((_, span)), _) => (u64::from(span.start) + 1, u64::from(span.end) + 1),
            (None, Some(lines)) => (of(&lines.start), of(&lines.end)),
            (None, None) => (0, 0),
        }
    }

    /// Start and end, zero-based; `None` for a whole file.
    pub fn range(&self) -> Option<Range<LineColumn>> {
        let text =
            self.text.as_ref().map(|(source, span)| source.position(span.start)..source.position(span.end));
        text.or_else(|| self.lines.clone())
    }
}

/// A related place.
#[derive(Clone, Debug)]
pub struct Label {
    /// The place.
    pub place: Place,
    /// A few words about the place.
    pub message: Line,
}

/// A diagnostic. The message says what is wrong and why; `help` says what to do.
#[derive(Clone, Debug)]
pub struct Diagnostic {
    /// The stable identifier: a rule id, or a compiler code in kebab-case.
    pub code: &'static str,
    /// The severity.
    pub severity: Severity,
    /// The place.
    pub place: Place,
    /// What is wrong and why: lower case, no full stop.
    pub message: Line,
    /// Related places.
    pub labels: Vec<Label>,
    /// What to do.
    pub help: Option<Line>,
    /// The fix, if any. Several findings can share one.
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

    /// The order in reports: by path, position, code and message.
    pub fn order(&self, other: &Self) -> Ordering {
        // Fast path: most comparisons are within one file.
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

    /// Sets the help.
    #[must_use]
    pub fn help(mut self, help: impl Into<Line>) -> Self {
        self.help = Some(help.into());
        self
    }

    /// Adds a related place.
    #[must_use]
    pub fn label(mut self, place: Place, message: impl Into<Line>) -> Self {
        self.labels.push(Label { place, message: message.into() });
        self
    }

    /// Adds a fix that edits the file of the place. `what` describes it in the imperative.
    #[must_use]
    pub fn fix(mut self, what: impl Into<Line>, edits: impl IntoIterator<Item = (Span, String)>) -> Self {
        if let Some((source, _)) = &self.place.text {
            let edit = |(span, text)| Edit { source: source.clone(), span, text };
            self.fix = Fix::new(what, edits.into_iter().map(edit).collect()).map(Arc::new);
        }
        self
    }
}
