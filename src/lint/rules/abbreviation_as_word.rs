//! `ABBREVIATION_AS_WORD`: abbreviations are words like others.

use crate::diag::Severity;
use crate::lint::Context;
use crate::lint::names::words;
use crate::rules::{Category, meta};
use crate::schema::handles::{Enum, File, Message, Method, Service, Spot};

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
    ABBREVIATION_AS_WORD {
        categories: &[Category::Style],
        severity: Severity::Warning,
        on: false,
        settings: &[],
    }
}

pub fn check(file: File<'_>, cx: &mut Context<'_>) {
    let messages = file.messages().map(|message: Message<'_>| (message.name(), message.name_spot()));
    let enums = file.enums().map(|enumeration: Enum<'_>| (enumeration.name(), enumeration.name_spot()));
    let services = file.services().map(|service: Service<'_>| (service.name(), service.name_spot()));
    let methods = file.services().flat_map(Service::methods);
    let methods = methods.map(|method: Method<'_>| (method.name(), method.name_spot()));
    for (name, spot) in messages.chain(enums).chain(services).chain(methods) {
        check_name(name, spot, cx);
    }
}

fn check_name(name: &str, spot: Spot<'_>, cx: &mut Context<'_>) {
    let Some(word) = words(name).find(|word| is_abbreviation(word)) else { return };
    let expected: String = words(name).map(as_word).collect();
    let text = format!("`{name}` has `{word}` in capitals, which generators split in different ways");
    cx.report(spot, text).help(format!("name it `{expected}`"));
}

fn is_abbreviation(word: &str) -> bool {
    word.bytes().filter(u8::is_ascii_uppercase).count() > 1
}

fn as_word(word: &str) -> String {
    let (first, rest) = word.split_at(word.chars().next().map_or(0, char::len_utf8));
    first.to_ascii_uppercase() + &rest.to_ascii_lowercase()
}
