//! `ABBREVIATION_AS_WORD`: abbreviations are words like others.

use crate::diag::{Breaks, Severity};
use crate::lint::Context;
use crate::lint::names::words;
use crate::rules::{Category, meta};
use crate::schema::handles::{Declared, File};

meta! {
    /// ## What it does
    /// Reports messages, enums, services and methods whose name has an abbreviation in capitals.
    /// ## Why
    /// Generators split names at capitals: `GetDNSRequest` becomes `get_d_n_s_request` in one language and
    /// `get_dns_request` in another. `GetDnsRequest` is unambiguous.
    /// ## Bad
    /// ```proto
    /// message GetDNSRequest {}
    /// ```
    /// ## Good
    /// ```proto
    /// message GetDnsRequest {}
    /// ```
    /// ## Fix
    /// `--fix=source` renames messages and enums, `--fix=wire` services and methods too.
    ABBREVIATION_AS_WORD {
        categories: &[Category::Style],
        severity: Severity::Warning,
        on: false,
        settings: &[],
    }
}

pub fn check(file: File<'_>, cx: &mut Context<'_>) {
    for message in file.messages() {
        check_name(&message, Breaks::Source, cx);
    }
    for enumeration in file.enums() {
        check_name(&enumeration, Breaks::Source, cx);
    }
    for service in file.services() {
        check_name(&service, Breaks::Wire, cx);
        for method in service.methods() {
            check_name(&method, Breaks::Wire, cx);
        }
    }
}

fn check_name(element: &impl Declared, reach: Breaks, cx: &mut Context<'_>) {
    let name = element.name();
    let Some(word) = words(name).find(|word| is_abbreviation(word)) else { return };
    let expected: String = words(name).map(as_word).collect();
    let text = format!("`{name}` has `{word}` in capitals, which generators split in different ways");
    let help = format!("name it `{expected}`");
    cx.report(element.name_site(), text).help(help).rename(element, &expected, reach);
}

fn is_abbreviation(word: &str) -> bool {
    word.bytes().filter(u8::is_ascii_uppercase).count() > 1
}

fn as_word(word: &str) -> String {
    let (first, rest) = word.split_at(word.chars().next().map_or(0, char::len_utf8));
    first.to_ascii_uppercase() + &rest.to_ascii_lowercase()
}
