//! A summary in GitHub's Markdown, fit for a comment on a pull request.

use std::io::{self, Write};

use super::{count_text, display_range, path_or_input, single_line};
use crate::diag::Diagnostic;

/// How many findings are shown: comments may not be of any length, and nobody reads more.
const MAX_SHOWN: usize = 50;

/// Writes a summary and the heaviest diagnostics.
pub fn markdown(diagnostics: &[Diagnostic], out: &mut dyn Write) -> io::Result<()> {
    writeln!(out, "### protolint: {}", count_text(diagnostics))?;
    if diagnostics.is_empty() {
        return Ok(());
    }
    writeln!(out, "\n| Severity | Where | What | Rule |\n|---|---|---|---|")?;
    let mut sorted: Vec<&Diagnostic> = diagnostics.iter().collect();
    sorted.sort_by_key(|found| std::cmp::Reverse(found.severity));
    for diagnostic in sorted.iter().take(MAX_SHOWN) {
        row(diagnostic, out)?;
    }
    if let Some(rest) = sorted.len().checked_sub(MAX_SHOWN).filter(|&rest| rest > 0) {
        writeln!(out, "\n… and {rest} more")?;
    }
    Ok(())
}

fn row(diagnostic: &Diagnostic, out: &mut dyn Write) -> io::Result<()> {
    let Diagnostic { severity, place, code, message, help, .. } = diagnostic;
    let start = display_range(place).map(|range| range.start);
    let at = start.map(|start| format!(":{}:{}", start.line + 1, start.column + 1)).unwrap_or_default();
    let place = code_span(&format!("{}{at}", path_or_input(place)));
    let help = help.as_ref().map(|help| format!("<br>help: {}", prose(help))).unwrap_or_default();
    writeln!(out, "| {} | {place} | {}{help} | `{code}` |", severity.name(), prose(message))
}

/// Text as code in a cell.
fn code_span(text: &str) -> String {
    let text = single_line(text).replace('|', "\\|");
    if text.contains('`') { format!("`` {text} ``") } else { format!("`{text}`") }
}

/// A message in a cell: what stands between backticks is code already, the rest must not become markup.
fn prose(text: &str) -> String {
    let text = single_line(text);
    let parts: Vec<&str> = text.split('`').collect();
    let is_paired = parts.len() % 2 == 1;
    let parts = parts.iter().enumerate().map(|(index, part)| {
        let is_code = is_paired && index % 2 == 1;
        if is_code { part.replace('|', "\\|") } else { escape(part) }
    });
    parts.collect::<Vec<_>>().join(if is_paired { "`" } else { "\\`" })
}

fn escape(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for c in text.chars() {
        if matches!(c, '\\' | '*' | '_' | '[' | ']' | '<' | '&' | '|' | '~') {
            escaped.push('\\');
        }
        escaped.push(c);
    }
    escaped
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_code_is_markup() {
        for (text, cell) in [
            ("`map<a|b>` has no_case", "`map<a\\|b>` has no\\_case"),
            ("<b> & a|b", "\\<b> \\& a\\|b"),
            ("one ` alone, *two*", "one \\` alone, \\*two\\*"),
            ("two\nlines", "two lines"),
        ] {
            assert_eq!(prose(text), cell);
        }
        assert_eq!(code_span("a`|b"), "`` a`\\|b ``");
    }
}
