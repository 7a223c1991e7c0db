//! The changelog between two versions, as text, JSON and Markdown.

use std::io::{self, Write};

use serde_json::{Value, json};

use super::escaped;
use super::markdown::{code_span, prose};

use crate::breaking::Breaks;
use crate::diff::{Bump, Change, Kind, Owner, grouped};

/// Writes the changes by package and type, and the version bump.
pub fn changes_text(changes: &[Change], out: &mut dyn Write) -> io::Result<()> {
    for (package, owners) in grouped(changes) {
        let bump = Bump::of(owners.values().flatten().copied());
        writeln!(out, "{}: {}", name(package), bump.name())?;
        for (owner, changes) in owners {
            writeln!(out, "\n  {} {}", owner.noun, owner.name)?;
            for change in changes {
                writeln!(out, "    {} {}{}", sign(change.kind), change.text, level_note(change))?;
            }
        }
        writeln!(out)?;
    }
    writeln!(out, "version bump: {}", Bump::of(changes).name())
}

/// Writes one JSON object.
pub fn changes_json(changes: &[Change], out: &mut dyn Write) -> io::Result<()> {
    let packages = grouped(changes).into_iter().map(|(package, owners)| {
        let bump = Bump::of(owners.values().flatten().copied());
        let changes: Vec<Value> = owners.into_values().flatten().map(object).collect();
        json!({ "name": package, "bump": bump.name(), "changes": changes })
    });
    let log = json!({ "bump": Bump::of(changes).name(), "packages": packages.collect::<Vec<_>>() });
    escaped::pretty(out, &log)
}

/// Writes a section of Markdown.
pub fn changes_markdown(changes: &[Change], out: &mut dyn Write) -> io::Result<()> {
    writeln!(out, "## Version bump: {}", Bump::of(changes).name())?;
    for (package, owners) in grouped(changes) {
        writeln!(out, "\n### {}", code(package))?;
        for (Owner { noun, name }, changes) in owners {
            writeln!(out, "\n#### {noun} {}\n", code_span(name))?;
            for change in changes {
                writeln!(out, "- **{}**: {}{}", change.kind.name(), prose(&change.text), level_note(change))?;
            }
        }
    }
    Ok(())
}

fn object(change: &Change) -> Value {
    let Change { owner, kind, text, breaks, bump, .. } = change;
    json!({
        "in": { "kind": owner.noun, "name": *owner.name },
        "change": kind.name(),
        "text": **text,
        "level": breaks.map_or("none", level),
        "bump": bump.name(),
    })
}

fn level(breaks: Breaks) -> &'static str {
    match breaks {
        Breaks::Wire => "wire",
        Breaks::Json => "JSON",
        Breaks::Source => "source",
    }
}

fn level_note(change: &Change) -> String {
    change.breaks.map(|breaks| format!(" ({})", level(breaks))).unwrap_or_default()
}

fn sign(kind: Kind) -> char {
    match kind {
        Kind::Deleted => '-',
        Kind::Added => '+',
        Kind::Renamed | Kind::Moved | Kind::Changed => '~',
    }
}

fn name(package: &str) -> &str {
    if package.is_empty() { "no package" } else { package }
}

fn code(package: &str) -> String {
    if package.is_empty() { "no package".to_owned() } else { code_span(package) }
}
