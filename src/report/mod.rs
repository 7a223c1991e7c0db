//! Output formats of findings and changes, of the documentation of rules, and of protoc: one file each.

mod changes;
mod checkstyle;
mod config_ignore;
mod each;
mod escaped;
mod free_numbers;
mod github;
mod gitlab;
mod json;
mod junit;
mod make_rule;
mod markdown;
mod msvs;
mod protoc;
mod rdjson;
mod rules;
mod sarif;
mod statistics;
mod text;
mod xml;

pub use changes::{changes_json, changes_markdown, changes_text};
pub use checkstyle::checkstyle;
pub use config_ignore::config_ignore;
#[doc(hidden)]
pub use free_numbers::free_field_numbers;
pub use github::github;
pub use gitlab::gitlab;
pub use json::json;
pub use junit::junit;
#[doc(hidden)]
pub use make_rule::make_rule;
pub use markdown::markdown;
pub use msvs::msvs;
#[doc(hidden)]
pub use protoc::{gcc_line, protoc_msvs_line};
pub use rdjson::rdjson;
pub use rules::{explanation, rules_json, rules_markdown, rules_text};
pub use sarif::sarif;
pub use statistics::{count, count_json, count_table};
pub use text::text;

use std::ops::Range;

use crate::approvals;
use crate::breaking;
use crate::diag::{Diagnostic, Place, Severity};
use crate::lint;
use crate::rules::Meta;
use crate::text::{LineColumn, Source};

/// The range of a place, zero-based, in display columns; for descriptor sets, in the columns they contain.
fn display_range(place: &Place) -> Option<Range<LineColumn>> {
    match &place.text {
        Some((source, span)) => Some(source.display_position(span.start)..source.display_position(span.end)),
        None => place.range(),
    }
}

/// The range of a place, zero-based; `count` measures the text before a column. `None` without source text.
fn range_in(place: &Place, count: fn(&[u8]) -> usize) -> Option<Range<LineColumn>> {
    let (source, span) = place.text.as_ref()?;
    Some(position_in(source, span.start, count)..position_in(source, span.end, count))
}

fn position_in(source: &Source, offset: u32, count: fn(&[u8]) -> usize) -> LineColumn {
    let line = source.lines().line(offset);
    let before = &source.bytes()[source.lines().start(line) as usize..offset as usize];
    LineColumn { line, column: count(before) as u32 }
}

/// The message, and the help between `open` and `close`.
fn message_and_help(diagnostic: &Diagnostic, open: &str, close: &str) -> String {
    let help = diagnostic.help.as_ref().map(|help| format!("{open}{help}{close}")).unwrap_or_default();
    format!("{}{help}", diagnostic.message)
}

/// Groups sorted findings by file.
fn by_path(diagnostics: &[Diagnostic]) -> impl Iterator<Item = &[Diagnostic]> {
    diagnostics.chunk_by(|a, b| a.place.path == b.place.path)
}

/// All rules: lint, then breaking, then those about approvals.
pub fn known_rules() -> impl Iterator<Item = &'static Meta> + Clone {
    let lint = lint::RULES.iter().map(|rule| rule.meta);
    lint.chain(breaking::RULES.iter().map(|rule| rule.meta)).chain(approvals::METAS)
}

/// The number of findings per severity, in words.
pub fn count_text(diagnostics: &[Diagnostic]) -> String {
    let counts: Vec<_> = [Severity::Error, Severity::Warning, Severity::Note]
        .into_iter()
        .map(|severity| (diagnostics.iter().filter(|found| found.severity == severity).count(), severity))
        .filter(|(count, _)| *count > 0)
        .map(|(count, severity)| plural(count, severity.name()))
        .collect();
    if counts.is_empty() { "nothing found".to_owned() } else { counts.join(", ") }
}

/// A count with its noun.
pub fn plural(count: usize, noun: &str) -> String {
    format!("{count} {noun}{}", if count == 1 { "" } else { "s" })
}
