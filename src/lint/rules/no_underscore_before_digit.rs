//! `NO_UNDERSCORE_BEFORE_DIGIT`: a number in a name belongs to its word.

use crate::diag::Severity;
use crate::lint::Context;
use crate::rules::{Category, meta};
use crate::schema::handles::{Enum, File, Spot};

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
    NO_UNDERSCORE_BEFORE_DIGIT {
        categories: &[Category::Style],
        severity: Severity::Warning,
        on: false,
        settings: &[],
    }
}

pub fn check(file: File<'_>, cx: &mut Context<'_>) {
    let fields = file.fields().map(|field| (field.name(), field.name_spot()));
    let oneofs = file.oneofs().map(|oneof| (oneof.name(), oneof.name_spot()));
    let values = file.enums().flat_map(Enum::values).map(|value| (value.name(), value.name_spot()));
    for (name, spot) in fields.chain(oneofs).chain(values) {
        check_name(name, spot, cx);
    }
}

fn check_name(name: &str, spot: Spot<'_>, cx: &mut Context<'_>) {
    if !name.as_bytes().windows(2).any(is_split) {
        return;
    }
    let mut expected = String::with_capacity(name.len());
    let mut chars = name.chars().peekable();
    while let Some(c) = chars.next() {
        if c != '_' || !chars.peek().is_some_and(char::is_ascii_digit) {
            expected.push(c);
        }
    }
    let text = format!("`{name}` has an underscore before a digit, which camel case cannot represent");
    cx.report(spot, text).help(format!("remove the underscore, as in `{expected}`, or add a word after it"));
}

fn is_split(pair: &[u8]) -> bool {
    pair[0] == b'_' && pair[1].is_ascii_digit()
}
