//! One JSON object per line: the keys of buf in its order and with its columns, then our own.

use std::io::{self, Write};

use serde::Serialize;

use super::each::each;
use super::{display_range, escaped, range_in};
use crate::diag::{Diagnostic, Edit, Place};

#[derive(Serialize)]
struct Object<'a> {
    #[serde(skip_serializing_if = "str::is_empty")]
    path: &'a str,
    start_line: u32,
    start_column: u32,
    end_line: u32,
    end_column: u32,
    #[serde(rename = "type")]
    code: &'a str,
    message: &'a str,
    severity: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    help: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    fix: Option<String>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    edits: Vec<EditObject<'a>>,
}

/// A replacement of a range of text, which is empty for an insertion. Unlike those of findings, its columns are bytes.
#[derive(Serialize)]
struct EditObject<'a> {
    path: &'a str,
    start_line: u32,
    start_column: u32,
    end_line: u32,
    end_column: u32,
    text: &'a str,
}

/// Writes all diagnostics.
pub fn json(diagnostics: &[Diagnostic], out: &mut dyn Write) -> io::Result<()> {
    each(diagnostics, out, |diagnostic, out| {
        let [start_line, start_column, end_line, end_column] = positions(&diagnostic.place);
        let object = Object {
            path: &diagnostic.place.path,
            start_line,
            start_column,
            end_line,
            end_column,
            code: diagnostic.code,
            message: &diagnostic.message,
            severity: diagnostic.severity.name(),
            help: diagnostic.help.as_deref(),
            fix: diagnostic.fix.as_ref().map(|fix| fix.what().to_string()),
            edits: diagnostic.fix.iter().flat_map(|fix| fix.edits()).filter_map(edit).collect(),
        };
        escaped::line(out, &object)
    })
}

fn edit(edit: &Edit) -> Option<EditObject<'_>> {
    let place = Place::span(&edit.source, edit.span);
    let range = range_in(&place, <[u8]>::len)?;
    Some(EditObject {
        path: edit.source.path(),
        start_line: range.start.line + 1,
        start_column: range.start.column + 1,
        end_line: range.end.line + 1,
        end_column: range.end.column + 1,
        text: &edit.text,
    })
}

/// Start and end, one-based, the end exclusive; for a whole file, its first column.
fn positions(place: &Place) -> [u32; 4] {
    display_range(place).map_or([1; 4], |range| {
        [range.start.line + 1, range.start.column + 1, range.end.line + 1, range.end.column + 1]
    })
}
