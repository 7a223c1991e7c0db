//! One JSON object per line: the keys of buf in its order and with its columns, then our own.

use std::io::{self, Write};

use serde::Serialize;

use super::each::each;
use super::{display_range, escaped};
use crate::diag::{Diagnostic, Place};

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
    fix: Option<&'a str>,
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
            fix: diagnostic.fix.as_ref().map(|fix| &**fix.what()),
        };
        escaped::line(out, &object)
    })
}

/// Start and end, one-based, the end exclusive; for a whole file, its first column.
fn positions(place: &Place) -> [u32; 4] {
    display_range(place).map_or([1; 4], |range| {
        [range.start.line + 1, range.start.column + 1, range.end.line + 1, range.end.column + 1]
    })
}
