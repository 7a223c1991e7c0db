//! The XML of `JUnit`: a suite for each file with findings, a failed test for each finding.

use std::io::{self, Write};

use quick_xml::events::BytesText;
use quick_xml::writer::ElementWriter;

use super::{by_path, display_range, message_and_help, xml};
use crate::diag::{Diagnostic, Severity};

/// Writes all diagnostics. Notes are tests that pass and print something.
pub fn junit(diagnostics: &[Diagnostic], out: &mut dyn Write) -> io::Result<()> {
    xml::document(out, |writer| {
        let root = writer.create_element("testsuites").with_attribute(("name", "protolint"));
        counted(root, diagnostics).write_inner_content(|writer| {
            for group in by_path(diagnostics) {
                let name = group[0].place.shown_path();
                let suite = writer.create_element("testsuite").with_attribute(("name", &*name));
                counted(suite, group)
                    .write_inner_content(|writer| group.iter().try_for_each(|found| case(found, writer)))?;
            }
            Ok(())
        })?;
        Ok(())
    })
}

fn counted<'w, W>(element: ElementWriter<'w, W>, diagnostics: &[Diagnostic]) -> ElementWriter<'w, W> {
    let failures = diagnostics.iter().filter(|found| found.severity > Severity::Note).count().to_string();
    let tests = diagnostics.len().to_string();
    element.with_attributes([("tests", tests.as_str()), ("failures", &failures), ("errors", "0")])
}

fn case(diagnostic: &Diagnostic, writer: &mut xml::Writer<'_>) -> io::Result<()> {
    let Diagnostic { place, code, message, .. } = diagnostic;
    let path = place.shown_path();
    let start = display_range(place).map(|range| range.start);
    let name = match start {
        Some(start) => format!("{code} {}:{}", start.line + 1, start.column + 1),
        None => (*code).to_owned(),
    };
    let mut case = writer.create_element("testcase").with_attributes([
        ("name", name.as_str()),
        ("classname", &*path),
        ("file", &*path),
    ]);
    if let Some(start) = start {
        case = case.with_attribute(("line", (start.line + 1).to_string().as_str()));
    }
    case.write_inner_content(|writer| {
        let text = format!("{path}: {}", message_and_help(diagnostic, "\nhelp: ", ""));
        let outcome = if diagnostic.severity > Severity::Note {
            writer
                .create_element("failure")
                .with_attributes([("type", diagnostic.severity.name()), ("message", &**message)])
        } else {
            writer.create_element("system-out")
        };
        outcome.write_text_content(BytesText::new(&text))?;
        Ok(())
    })?;
    Ok(())
}
