//! A summary in GitHub's Markdown, fit for a comment on a pull request.

use std::io::{self, Write};

use super::{count_text, display_range};
use crate::diag::Diagnostic;

/// The maximum number of findings: comments have a size limit.
const MAX_SHOWN: usize = 50;

/// Writes a summary and the most severe diagnostics.
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
    let place = cell(&code_span(&format!("{}{at}", place.shown_path())));
    let help = help.as_ref().map(|help| format!("<br>help: {}", cell(&prose(help)))).unwrap_or_default();
    writeln!(out, "| {} | {place} | {}{help} | `{code}` |", severity.name(), cell(&prose(message)))
}

/// A code span, with a fence longer than any run of backticks in it.
pub fn code_span(text: &str) -> String {
    let longest = text.split(|c| c != '`').map(str::len).max().unwrap_or(0);
    let fence = "`".repeat(longest + 1);
    // A backtick at the edge would join the fence.
    let space = if longest > 0 { " " } else { "" };
    format!("{fence}{space}{text}{space}{fence}")
}

/// A message: text in backticks is code, the rest is escaped. If quoted text has backticks itself, they are ambiguous,
/// and everything is escaped.
pub fn prose(text: &str) -> String {
    let parts: Vec<&str> = text.split('`').collect();
    let is_code = |index: usize| !index.is_multiple_of(2);
    if parts.len().is_multiple_of(2) || text.contains("``") {
        return parts.iter().map(|part| escape(part)).collect::<Vec<_>>().join("\\`");
    }
    let parts = parts.iter().enumerate();
    let parts = parts.map(|(index, part)| if is_code(index) { (*part).to_owned() } else { escape(part) });
    parts.collect::<Vec<_>>().join("`")
}

/// Escapes markup, HTML, and mentions of people, issues and pull requests.
fn escape(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '\\' | '*' | '_' | '[' | ']' | '<' | '>' | '&' | '~' | '!' => escaped.extend(['\\', c]),
            '@' | '#' => {
                escaped.push(c);
                escaped.push_str("<!-- -->");
            }
            _ => escaped.push(c),
        }
    }
    escaped
}

/// Markdown in a cell of a table.
fn cell(markdown: &str) -> String {
    markdown.replace('|', "\\|")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_code_is_markup() {
        for (text, shown) in [
            ("`map<a|b>` has no_case", "`map<a\\|b>` has no\\_case"),
            ("<b> & a|b", "\\<b\\> \\& a\\|b"),
            ("one ` alone, *two*", "one \\` alone, \\*two\\*"),
            ("@team, see #1", "@<!-- -->team, see #<!-- -->1"),
            // Three backticks begin no code that one ends.
            ("```<img>`", "\\`\\`\\`\\<img\\>\\`"),
            ("`a`<img>`b`", "`a`\\<img\\>`b`"),
        ] {
            assert_eq!(cell(&prose(text)), shown);
        }
    }

    #[test]
    fn code_ends_where_it_is_meant_to() {
        assert_eq!(code_span("a"), "`a`");
        assert_eq!(cell(&code_span("a`|b")), "`` a`\\|b ``");
        assert_eq!(code_span("``"), "``` `` ```");
    }
}
