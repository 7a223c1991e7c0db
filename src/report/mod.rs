//! Diagnostics to text: one small file per format.

mod changes;
mod checkstyle;
mod config_ignore;
mod each;
mod escaped;
mod github;
mod gitlab;
mod json;
mod junit;
mod markdown;
mod msvs;
mod rdjson;
mod sarif;
mod statistics;
mod text;
mod xml;

pub use changes::{changes_json, changes_markdown, changes_text};
pub use checkstyle::checkstyle;
pub use config_ignore::config_ignore;
pub use github::github;
pub use gitlab::gitlab;
pub use json::json;
pub use junit::junit;
pub use markdown::markdown;
pub use msvs::msvs;
pub use rdjson::rdjson;
pub use sarif::sarif;
pub use statistics::{count, count_json, count_table};
pub use text::text;

use std::ops::Range;

use crate::diag::{Diagnostic, Place, Severity};
use crate::rules::Meta;
use crate::text::{LineColumn, Source};
use crate::{approvals, breaking, lint};

/// Where a place begins and ends, zero-based, in the columns a terminal shows; of descriptor sets, in those they have.
fn display_range(place: &Place) -> Option<Range<LineColumn>> {
    match &place.text {
        Some((source, span)) => Some(source.display_position(span.start)..source.display_position(span.end)),
        None => place.range(),
    }
}

/// Where a place begins and ends, zero-based, with columns of which `count` says how many the start of a line has.
/// `None` where there is no text to count in.
fn range_in(place: &Place, count: fn(&[u8]) -> usize) -> Option<Range<LineColumn>> {
    let (source, span) = place.text.as_ref()?;
    Some(position_in(source, span.start, count)..position_in(source, span.end, count))
}

fn position_in(source: &Source, offset: u32, count: fn(&[u8]) -> usize) -> LineColumn {
    let line = source.lines().line(offset);
    let before = &source.bytes()[source.lines().start(line) as usize..offset as usize];
    LineColumn { line, column: count(before) as u32 }
}

/// What is wrong and, between `open` and `close`, what to do.
fn message_and_help(diagnostic: &Diagnostic, open: &str, close: &str) -> String {
    let help = diagnostic.help.as_ref().map(|help| format!("{open}{help}{close}")).unwrap_or_default();
    format!("{}{help}", diagnostic.message)
}

/// The findings file by file; they are sorted.
fn by_path(diagnostics: &[Diagnostic]) -> impl Iterator<Item = &[Diagnostic]> {
    diagnostics.chunk_by(|a, b| a.place.path == b.place.path)
}

/// The rules whose findings there can be: those about one schema, then those about changes.
pub fn known_rules() -> impl Iterator<Item = &'static Meta> + Clone {
    let lint = lint::RULES.iter().map(|rule| rule.meta);
    lint.chain(breaking::RULES.iter().map(|rule| rule.meta)).chain(approvals::METAS)
}

/// How many findings there are of each severity, in words.
pub fn count_text(diagnostics: &[Diagnostic]) -> String {
    let counts: Vec<_> = [Severity::Error, Severity::Warning, Severity::Note]
        .into_iter()
        .map(|severity| (diagnostics.iter().filter(|found| found.severity == severity).count(), severity))
        .filter(|(count, _)| *count > 0)
        .map(|(count, severity)| plural(count, severity.name()))
        .collect();
    if counts.is_empty() { "nothing found".to_owned() } else { counts.join(", ") }
}

/// A number of things.
pub fn plural(count: usize, noun: &str) -> String {
    format!("{count} {noun}{}", if count == 1 { "" } else { "s" })
}
