//! Checkstyle's XML, which most review tools read.

use std::io::{self, Write};

use super::{by_path, display_range, message_and_help, xml};
use crate::diag::{Diagnostic, Severity};

/// Writes all diagnostics, file by file.
pub fn checkstyle(diagnostics: &[Diagnostic], out: &mut dyn Write) -> io::Result<()> {
    xml::document(out, |writer| {
        let root = writer.create_element("checkstyle").with_attribute(("version", "10.0"));
        root.write_inner_content(|writer| {
            for group in by_path(diagnostics) {
                let name = group[0].place.shown_path();
                let file = writer.create_element("file").with_attribute(("name", &*name));
                file.write_inner_content(|writer| group.iter().try_for_each(|found| error(found, writer)))?;
            }
            Ok(())
        })?;
        Ok(())
    })
}

fn error(diagnostic: &Diagnostic, writer: &mut xml::Writer<'_>) -> io::Result<()> {
    let severity = match diagnostic.severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
        Severity::Note => "info",
    };
    let mut element = writer.create_element("error");
    if let Some(range) = display_range(&diagnostic.place) {
        let (line, column) = ((range.start.line + 1).to_string(), (range.start.column + 1).to_string());
        element = element.with_attributes([("line", line.as_str()), ("column", column.as_str())]);
    }
    let message = message_and_help(diagnostic, " (help: ", ")");
    let source = format!("protolint.{}", diagnostic.code);
    element
        .with_attributes([("severity", severity), ("message", message.as_str()), ("source", source.as_str())])
        .write_empty()?;
    Ok(())
}
