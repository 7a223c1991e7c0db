//! Diagnostics in the formats of protoc.

use crate::diag::{Diagnostic, Severity};
use crate::text::LineColumn;

/// `path:line:column: message`
pub fn gcc_line(diagnostic: &Diagnostic) -> String {
    let (path, message) = (diagnostic.place.shown_path(), message(diagnostic));
    let warning = if is_warning(diagnostic) { "warning: " } else { "" };
    match position(diagnostic) {
        Some(at) => format!("{path}:{}:{}: {warning}{message}", at.line + 1, at.column + 1),
        None => format!("{path}: {warning}{message}"),
    }
}

/// `path(line) : error in column=column: message`
pub fn protoc_msvs_line(diagnostic: &Diagnostic) -> String {
    let Some(at) = position(diagnostic) else { return gcc_line(diagnostic) };
    let (path, message) = (diagnostic.place.shown_path(), message(diagnostic));
    let (kind, warning) = if is_warning(diagnostic) { ("warning", "warning: ") } else { ("error", "") };
    format!("{path}({}) : {kind} in column={}: {warning}{message}", at.line + 1, at.column + 1)
}

fn is_warning(diagnostic: &Diagnostic) -> bool {
    diagnostic.severity != Severity::Error
}

fn position(diagnostic: &Diagnostic) -> Option<LineColumn> {
    diagnostic.place.text.as_ref().map(|(source, span)| source.position(span.start))
}

fn message(diagnostic: &Diagnostic) -> String {
    match &diagnostic.help {
        Some(help) => format!("{}; {help}", diagnostic.message),
        None => diagnostic.message.to_string(),
    }
}
