//! `REPEATED_FIELD_PLURAL`: lists are named after several things.

use std::borrow::Cow;

use crate::diag::Severity;
use crate::lint::Context;
use crate::lint::names::{is_one_of, words};
use crate::lint::plurals::{is_plural, plural};
use crate::rules::{Category, Setting, SettingValue, meta};
use crate::schema::handles::Field;

const PLURALS: Setting = Setting {
    name: "plurals",
    default: SettingValue::Text(Cow::Borrowed("")),
    docs: "Additional plural words, separated by commas.",
};

meta! {
    /// ## What it does
    /// Reports repeated fields whose name does not end in a plural.
    /// ## Why
    /// `user.email` reads as one address wherever it is used; `user.emails` does not.
    /// ## Bad
    /// ```proto
    /// message User {
    ///   repeated string email = 1;
    /// }
    /// ```
    /// ## Good
    /// ```proto
    /// message User {
    ///   repeated string emails = 1;
    /// }
    /// ```
    /// ## Fix
    /// `--fix=source` renames the field and keeps its JSON name.
    /// ## Notes
    /// Maps are not reported, nor are words such as `data` and `metadata`, which have no other plural.
    REPEATED_FIELD_PLURAL {
        categories: &[Category::Style],
        severity: Severity::Warning,
        on: false,
        settings: &[PLURALS],
    }
}

pub fn check(field: Field<'_>, cx: &mut Context<'_>) {
    let name = field.name();
    let Some(last) = words(name).last().filter(|_| field.is_repeated()) else { return };
    let known = |word: &str| cx.words(&PLURALS).any(|known| is_one_of(word, &[known]));
    if is_plural(last) || field.is_map() || known(last) {
        return;
    }
    let text = format!("`{name}` is a list, but its name is in the singular");
    let expected = name.strip_suffix(last).map(|front| format!("{front}{}", plural(last)));
    let mut report = cx.report(field.name_site(), text);
    match expected {
        Some(expected) => report.help(format!("name it `{expected}`")).rename_field(field, &expected),
        None => report.help("use the plural"),
    };
}
