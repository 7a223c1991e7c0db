//! reviewdog's JSON. It counts columns in bytes.

use std::io::{self, Write};

use serde::Serialize;

use super::{escaped, message_and_help, range_in};
use crate::diag::{Diagnostic, Edit, Place, Severity};
use crate::text::LineColumn;

#[derive(Serialize)]
struct Report<'a> {
    source: Name<'a>,
    diagnostics: Vec<Object<'a>>,
}

#[derive(Serialize)]
struct Name<'a> {
    name: &'a str,
}

#[derive(Serialize)]
struct Object<'a> {
    message: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    location: Option<Location<'a>>,
    severity: &'static str,
    code: Code<'a>,
    #[serde(rename = "relatedLocations", skip_serializing_if = "Vec::is_empty")]
    related: Vec<Related<'a>>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    suggestions: Vec<Suggestion<'a>>,
}

/// A fix in the file of the finding.
#[derive(Serialize)]
struct Suggestion<'a> {
    range: Range,
    text: &'a str,
}

#[derive(Serialize)]
struct Code<'a> {
    value: &'a str,
}

#[derive(Serialize)]
struct Related<'a> {
    message: &'a str,
    location: Location<'a>,
}

#[derive(Serialize)]
struct Location<'a> {
    path: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    range: Option<Range>,
}

#[derive(Serialize)]
struct Range {
    start: Position,
    end: Position,
}

#[derive(Serialize)]
struct Position {
    line: u32,
    #[serde(skip_serializing_if = "Option::is_none")]
    column: Option<u32>,
}

/// Writes all diagnostics.
pub fn rdjson(diagnostics: &[Diagnostic], out: &mut dyn Write) -> io::Result<()> {
    let diagnostics = diagnostics.iter().map(object).collect();
    let report = Report { source: Name { name: "protolint" }, diagnostics };
    escaped::pretty(out, &report)
}

fn object(diagnostic: &Diagnostic) -> Object<'_> {
    let related = diagnostic
        .labels
        .iter()
        .map(|label| Related { message: &label.message, location: (&label.place).into() });
    Object {
        message: message_and_help(diagnostic, "\nhelp: ", ""),
        location: diagnostic.place.is_somewhere().then(|| (&diagnostic.place).into()),
        severity: match diagnostic.severity {
            Severity::Error => "ERROR",
            Severity::Warning => "WARNING",
            Severity::Note => "INFO",
        },
        code: Code { value: diagnostic.code },
        related: related.collect(),
        suggestions: suggestions(diagnostic),
    }
}

/// Empty if the fix edits another file, which reviewdog does not support.
fn suggestions(diagnostic: &Diagnostic) -> Vec<Suggestion<'_>> {
    let edits = diagnostic.fix.iter().flat_map(|fix| fix.edits());
    edits.map(|edit| suggestion(edit, &diagnostic.place.path)).collect::<Option<_>>().unwrap_or_default()
}

fn suggestion<'a>(edit: &'a Edit, path: &str) -> Option<Suggestion<'a>> {
    let place = Place::span(&edit.source, edit.span);
    let range = range_in(&place, <[u8]>::len).filter(|_| *place.path == *path)?;
    Some(Suggestion { range: exact(&range), text: &edit.text })
}

fn exact(range: &std::ops::Range<LineColumn>) -> Range {
    let exact = |at: LineColumn| Position { line: at.line + 1, column: Some(at.column + 1) };
    Range { start: exact(range.start), end: exact(range.end) }
}

impl<'a> From<&'a Place> for Location<'a> {
    fn from(place: &'a Place) -> Self {
        let (bytes, lines) = (range_in(place, <[u8]>::len), place.range());
        let line = |at: LineColumn| Position { line: at.line + 1, column: None };
        let range = bytes
            .map(|range| exact(&range))
            .or_else(|| lines.map(|range| Range { start: line(range.start), end: line(range.end) }));
        Self { path: &place.path, range }
    }
}
