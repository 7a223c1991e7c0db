//! SARIF 2.1.0, with columns in UTF-16 code units and the documentation of the rules.

use std::collections::BTreeMap;
use std::io::{self, Write};

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use serde_json::{Value, json};

use super::{escaped, known_rules, message_and_help, range_in};
use crate::diag::{Diagnostic, Edit, Place};

/// Writes all diagnostics.
pub fn sarif(diagnostics: &[Diagnostic], out: &mut dyn Write) -> io::Result<()> {
    let mut indices: BTreeMap<&str, usize> = diagnostics.iter().map(|found| (found.code, 0)).collect();
    for (index, known) in indices.values_mut().enumerate() {
        *known = index;
    }
    let log = json!({
        "$schema": "https://json.schemastore.org/sarif-2.1.0.json",
        "version": "2.1.0",
        "runs": [{
            "tool": { "driver": {
                "name": env!("CARGO_PKG_NAME"),
                "version": env!("CARGO_PKG_VERSION"),
                "rules": indices.keys().map(|code| rule(code)).collect::<Vec<_>>(),
            } },
            "columnKind": "utf16CodeUnits",
            "results": diagnostics.iter().map(|found| result(found, indices[found.code])).collect::<Vec<_>>(),
        }],
    });
    escaped::pretty(out, &log)
}

/// The description of a rule; for a compile error, its code in words.
fn rule(code: &str) -> Value {
    let Some(meta) = known_rules().find(|meta| meta.id == code) else {
        return json!({ "id": code, "shortDescription": { "text": code.replace('-', " ") } });
    };
    let docs = meta.docs();
    let tags: Vec<_> = meta.categories.iter().map(|category| category.name()).collect();
    json!({
        "id": code,
        "shortDescription": { "text": docs.what },
        "fullDescription": { "text": docs.why },
        "help": { "text": docs.markdown(), "markdown": docs.markdown() },
        "defaultConfiguration": { "enabled": meta.on, "level": meta.severity.name() },
        "properties": { "tags": tags },
    })
}

fn result(diagnostic: &Diagnostic, index: usize) -> Value {
    let mut result = json!({
        "ruleId": diagnostic.code,
        "ruleIndex": index,
        "level": diagnostic.severity.name(),
        "message": { "text": message_and_help(diagnostic, "\nhelp: ", "") },
    });
    if diagnostic.place.is_somewhere() {
        result["locations"] = json!([{ "physicalLocation": location(&diagnostic.place) }]);
    }
    if !diagnostic.labels.is_empty() {
        let labels = diagnostic.labels.iter().enumerate().map(|(index, label)| {
            json!({
                "id": index + 1,
                "physicalLocation": location(&label.place),
                "message": { "text": *label.message },
            })
        });
        result["relatedLocations"] = labels.collect();
    }
    if let Some(fix) = &diagnostic.fix {
        let changes: Vec<Value> = fix.edits().iter().map(change).collect();
        result["fixes"] = json!([{ "description": { "text": *fix.what() }, "artifactChanges": changes }]);
    }
    result
}

fn change(edit: &Edit) -> Value {
    let location = location(&Place::span(&edit.source, edit.span));
    json!({
        "artifactLocation": location["artifactLocation"],
        "replacements": [{ "deletedRegion": location["region"], "insertedContent": { "text": edit.text } }],
    })
}

fn location(place: &Place) -> Value {
    let mut location = json!({ "artifactLocation": { "uri": uri(&place.path) } });
    if let Some(range) = range_in(place, utf16_len) {
        location["region"] = json!({
            "startLine": range.start.line + 1,
            "startColumn": range.start.column + 1,
            "endLine": range.end.line + 1,
            "endColumn": range.end.column + 1,
        });
    } else if let Some(range) = place.range() {
        location["region"] = json!({ "startLine": range.start.line + 1, "endLine": range.end.line + 1 });
    }
    location
}

/// The number of UTF-16 code units in the start of a line. Invalid UTF-8 counts as one character, and a byte order mark
/// is not counted.
fn utf16_len(before: &[u8]) -> usize {
    // A fast path, for files that are one long line.
    if before.is_ascii() {
        return before.len();
    }
    let text = String::from_utf8_lossy(before);
    text.strip_prefix('\u{FEFF}').unwrap_or(&text).encode_utf16().count()
}

/// Characters to escape in the path of a URI. A colon could end a scheme.
const ESCAPED: &AsciiSet =
    &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~').remove(b'/').remove(b'+');

/// A path as a URI; relative paths stay relative.
fn uri(path: &str) -> String {
    let scheme = if path.starts_with('/') { "file://" } else { "" };
    format!("{scheme}{}", utf8_percent_encode(path, ESCAPED))
}
