//! `ENUM_FIRST_VALUE_ZERO`: the first value of an enum is its default.

use crate::diag::Severity;
use crate::lint::Context;
use crate::rules::{Category, meta};
use crate::schema::handles::Enum;

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
    let help = match enumeration.values().find(|value| value.number() == 0) {
        Some(zero) => format!("move `{}` to the top", zero.name()),
        None => "add a value 0 at the top that means unspecified".to_owned(),
    };
    cx.report(first.number_spot(), message).help(help);
}
