//! Visual Studio's error list, with the identifier where it expects a code.

use std::io::{self, Write};

use super::{display_range, message_and_help};
use crate::diag::Diagnostic;

/// Writes all diagnostics, one per line.
pub fn msvs(diagnostics: &[Diagnostic], out: &mut dyn Write) -> io::Result<()> {
    for diagnostic in diagnostics {
        let Diagnostic { place, severity, code, .. } = diagnostic;
        write!(out, "{}", place.shown_path())?;
        if let Some(range) = display_range(place) {
            write!(out, "({},{})", range.start.line + 1, range.start.column + 1)?;
        }
        let text = message_and_help(diagnostic, " (help: ", ")");
        writeln!(out, " : {} {code} : {text}", severity.name())?;
    }
    Ok(())
}
