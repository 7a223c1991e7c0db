//! `ENUM_VALUE_UPPER_SNAKE_CASE`: enum values are in `UPPER_SNAKE_CASE`.

use crate::diag::{Breaks, Severity};
use crate::lint::Context;
use crate::lint::names::upper_snake_case;
use crate::rules::{Category, meta};
use crate::schema::handles::EnumValue;

meta! {
    /// ## What it does
    /// Reports enum values whose name is not in `UPPER_SNAKE_CASE`.
    /// ## Why
    /// Values are constants, which are in upper snake case in most languages.
    /// ## Bad
    /// ```proto
    /// enum Status {
    ///   STATUS_UNSPECIFIED = 0;
    ///   Status_Active = 1;
    /// }
    /// ```
    /// ## Good
    /// ```proto
    /// enum Status {
    ///   STATUS_UNSPECIFIED = 0;
    ///   STATUS_ACTIVE = 1;
    /// }
    /// ```
    /// ## Fix
    /// `--fix=json` renames the value wherever it is used.
    ENUM_VALUE_UPPER_SNAKE_CASE {
        categories: &[Category::Basic, Category::Standard],
        severity: Severity::Warning,
        on: true,
        settings: &[],
    }
}

pub fn check(value: EnumValue<'_>, cx: &mut Context<'_>) {
    let expected = upper_snake_case(value.name());
    if value.name() == expected {
        return;
    }
    let text = format!("value `{}` is not in UPPER_SNAKE_CASE", value.name());
    cx.report(value.name_site(), text).help(format!("name it `{expected}`")).rename(
        &value,
        &expected,
        Breaks::Json,
    );
}
