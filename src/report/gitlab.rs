//! GitLab's code quality report, which it compares between two branches.

use std::hash::Hasher;
use std::io::{self, Write};

use fnv::FnvHasher;
use rustc_hash::FxHashMap;
use serde::Serialize;

use super::{display_range, escaped, message_and_help};
use crate::diag::{Diagnostic, Severity};

#[derive(Serialize)]
struct Issue<'a> {
    description: String,
    check_name: &'a str,
    fingerprint: String,
    severity: &'static str,
    location: Location<'a>,
}

#[derive(Serialize)]
struct Location<'a> {
    path: &'a str,
    lines: Lines,
}

#[derive(Serialize)]
struct Lines {
    begin: u32,
    end: u32,
}

/// Writes all diagnostics.
pub fn gitlab(diagnostics: &[Diagnostic], out: &mut dyn Write) -> io::Result<()> {
    let mut alike = FxHashMap::default();
    let issues: Vec<Issue<'_>> = diagnostics.iter().map(|found| issue(found, &mut alike)).collect();
    escaped::pretty(out, &issues)
}

/// Counts findings that differ only in their place, to give them different fingerprints.
type Alike<'a> = FxHashMap<(&'a str, &'a str, &'a str), u32>;

fn issue<'a>(diagnostic: &'a Diagnostic, alike: &mut Alike<'a>) -> Issue<'a> {
    let Diagnostic { code, place, message, .. } = diagnostic;
    let before = alike.entry((&place.path, code, message)).or_default();
    let fingerprint = fingerprint(&[&place.path, code, message, &before.to_string()]);
    *before += 1;
    let (begin, end) =
        display_range(place).map_or((1, 1), |range| (range.start.line + 1, range.end.line + 1));
    Issue {
        description: message_and_help(diagnostic, " (help: ", ")"),
        check_name: code,
        fingerprint,
        severity: match diagnostic.severity {
            Severity::Error => "critical",
            Severity::Warning => "major",
            Severity::Note => "info",
        },
        location: Location {
            path: if place.is_somewhere() { &place.path } else { "<input>" },
            lines: Lines { begin, end },
        },
    }
}

/// A hash that is stable across machines and versions. It contains no line number, so that a finding keeps it when
/// lines are added above.
fn fingerprint(parts: &[&str]) -> String {
    let mut hasher = FnvHasher::default();
    for part in parts {
        hasher.write(part.as_bytes());
        // A separator that never occurs in UTF-8.
        hasher.write(&[0xFF]);
    }
    format!("{:016x}", hasher.finish())
}
