//! GitHub's workflow commands: annotations on the lines of a pull request.

use std::io::{self, Write};

use super::{display_range, message_and_help};
use crate::diag::{Diagnostic, Severity};

/// Writes all diagnostics, one command per line.
pub fn github(diagnostics: &[Diagnostic], out: &mut dyn Write) -> io::Result<()> {
    for diagnostic in diagnostics {
        let command = match diagnostic.severity {
            Severity::Error => "error",
            Severity::Warning => "warning",
            Severity::Note => "notice",
        };
        write!(out, "::{command} ")?;
        if diagnostic.place.is_somewhere() {
            write!(out, "file={},", property(&diagnostic.place.shown_path()))?;
        }
        if let Some(range) = display_range(&diagnostic.place) {
            write!(out, "line={},endLine={},", range.start.line + 1, range.end.line + 1)?;
            // GitHub rejects columns of multi-line ranges.
            if range.start.line == range.end.line {
                write!(out, "col={},endColumn={},", range.start.column + 1, range.end.column + 1)?;
            }
        }
        let text = data(&message_and_help(diagnostic, "\nhelp: ", ""));
        writeln!(out, "title={}::{text}", property(diagnostic.code))?;
    }
    Ok(())
}

/// Escapes the text after the second `::`.
fn data(text: &str) -> String {
    text.replace('%', "%25").replace('\r', "%0D").replace('\n', "%0A")
}

/// Escapes the value of a property, which a comma would end.
fn property(text: &str) -> String {
    data(text).replace(':', "%3A").replace(',', "%2C")
}
