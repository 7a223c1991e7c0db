//! `ENUM_FIRST_VALUE_ZERO`: the first value of an enum is its default.

use crate::diag::{Breaks, Fix, Severity};
use crate::edits::{margin, replace};
use crate::lint::Context;
use crate::lint::names::upper_snake_case;
use crate::rules::{Category, meta};
use crate::schema::handles::{Enum, EnumValue};
use crate::text::Span;

meta! {
    /// ## What it does
    /// Reports enums whose first value has a number other than 0.
    /// ## Why
    /// An unset field reads as the first value. If its number is not 0, the default depends on the order of the lines,
    /// and the enum can never be used from proto3 or as an open enum.
    /// ## Bad
    /// ```proto
    /// syntax = "proto2";
    ///
    /// enum Status {
    ///   STATUS_ACTIVE = 1;
    ///   STATUS_BANNED = 2;
    /// }
    /// ```
    /// ## Good
    /// ```proto
    /// syntax = "proto2";
    ///
    /// enum Status {
    ///   STATUS_UNSPECIFIED = 0;
    ///   STATUS_ACTIVE = 1;
    ///   STATUS_BANNED = 2;
    /// }
    /// ```
    /// ## Fix
    /// If there is no value 0, `--fix=wire` adds one, which becomes the default.
    ENUM_FIRST_VALUE_ZERO {
        categories: &[Category::Basic, Category::Standard],
        severity: Severity::Warning,
        on: true,
        settings: &[],
    }
}

pub fn check(enumeration: Enum<'_>, cx: &mut Context<'_>) {
    let Some(first) = enumeration.values().next() else { return };
    if first.number() == 0 || enumeration.file().is_damaged() {
        return;
    }
    let message = format!(
        "enum `{}` starts with {}, so an unset field does not read as 0",
        enumeration.name(),
        first.number()
    );
    let mut report = cx.report(first.number_site(), message);
    match enumeration.values().find(|value| value.number() == 0) {
        Some(zero) => report.help(format!("move `{}` to the top", zero.name())),
        None => {
            report.help("add a value 0 at the top that means unspecified").fix(addition(enumeration, first))
        }
    };
}

/// Adds a value 0 before the first value, which changes the default.
fn addition(enumeration: Enum<'_>, first: EnumValue<'_>) -> Option<Fix> {
    let (source, span) = first.name_site().place().text?;
    let name = format!("{}_UNSPECIFIED", upper_snake_case(enumeration.name()));
    let between = match margin(&source, span.start) {
        Some(margin) => source.newline().to_owned() + &String::from_utf8_lossy(&source.bytes()[margin]),
        None => " ".to_owned(),
    };
    let edit = replace(&source, Span::at(span.start), format!("{name} = 0;{between}"));
    Some(Fix::new(format!("add `{name}`"), vec![edit])?.with_reach(Some(Breaks::Wire)))
}
