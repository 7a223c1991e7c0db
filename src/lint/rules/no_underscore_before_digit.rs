//! `NO_UNDERSCORE_BEFORE_DIGIT`: a number in a name belongs to its word.

use crate::diag::{Breaks, Severity};
use crate::lint::{Context, Report};
use crate::rules::{Category, meta};
use crate::schema::handles::{Declared, Enum, File};

meta! {
    /// ## What it does
    /// Reports fields, oneofs and enum values whose name has an underscore before a digit.
    /// ## Why
    /// Camel case cannot represent it: `song_name_1` and `song_name1` both become `songName1`, so the conversion is not
    /// reversible.
    /// ## Bad
    /// ```proto
    /// message Album {
    ///   string song_name_1 = 1;
    /// }
    /// ```
    /// ## Good
    /// ```proto
    /// message Album {
    ///   string song_name1 = 1;
    /// }
    /// ```
    /// ## Fix
    /// `--fix=source` removes the underscore in the names of fields, `--fix=json` in enum values, `--fix=wire` in
    /// oneofs.
    NO_UNDERSCORE_BEFORE_DIGIT {
        categories: &[Category::Style],
        severity: Severity::Warning,
        on: false,
        settings: &[],
    }
}

pub fn check(file: File<'_>, cx: &mut Context<'_>) {
    for field in file.fields() {
        if let Some((mut report, expected)) = check_name(&field, cx) {
            report.rename_field(field, &expected);
        }
    }
    for oneof in file.oneofs() {
        if let Some((mut report, expected)) = check_name(&oneof, cx) {
            report.rename(&oneof, &expected, Breaks::Wire);
        }
    }
    for value in file.enums().flat_map(Enum::values) {
        if let Some((mut report, expected)) = check_name(&value, cx) {
            report.rename(&value, &expected, Breaks::Json);
        }
    }
}

/// Reports a name, and returns the name without the underscore.
fn check_name<'c>(element: &impl Declared, cx: &'c mut Context<'_>) -> Option<(Report<'c>, String)> {
    let name = element.name();
    if !name.as_bytes().windows(2).any(is_split) {
        return None;
    }
    let mut expected = String::with_capacity(name.len());
    let mut chars = name.chars().peekable();
    while let Some(c) = chars.next() {
        if c != '_' || !chars.peek().is_some_and(char::is_ascii_digit) {
            expected.push(c);
        }
    }
    let text = format!("`{name}` has an underscore before a digit, which camel case cannot represent");
    let mut report = cx.report(element.name_site(), text);
    report.help(format!("remove the underscore, as in `{expected}`, or add a word after it"));
    Some((report, expected))
}

fn is_split(pair: &[u8]) -> bool {
    pair[0] == b'_' && pair[1].is_ascii_digit()
}
