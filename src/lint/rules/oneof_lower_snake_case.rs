//! `ONEOF_LOWER_SNAKE_CASE`: oneof names are in `lower_snake_case`.

use crate::diag::{Breaks, Severity};
use crate::lint::Context;
use crate::lint::names::{lower_snake_case, suggested_lower_snake_case};
use crate::rules::{Category, meta};
use crate::schema::handles::Oneof;

meta! {
    /// ## What it does
    /// Reports oneofs whose name is not in `lower_snake_case`.
    /// ## Why
    /// A oneof is in the same scope as the fields, and gets an accessor like them.
    /// ## Bad
    /// ```proto
    /// message User {
    ///   oneof contactData {
    ///     string email = 1;
    ///   }
    /// }
    /// ```
    /// ## Good
    /// ```proto
    /// message User {
    ///   oneof contact_data {
    ///     string email = 1;
    ///   }
    /// }
    /// ```
    /// ## Fix
    /// `--fix=wire` renames the oneof. Breaking rules cannot tell that from moving its fields.
    ONEOF_LOWER_SNAKE_CASE {
        categories: &[Category::Basic, Category::Standard],
        severity: Severity::Warning,
        on: true,
        settings: &[],
    }
}

pub fn check(oneof: Oneof<'_>, cx: &mut Context<'_>) {
    if oneof.name() == lower_snake_case(oneof.name()) {
        return;
    }
    let expected = suggested_lower_snake_case(oneof.name());
    let text = format!("oneof `{}` is not in lower_snake_case", oneof.name());
    cx.report(oneof.name_site(), text).help(format!("name it `{expected}`")).rename(
        &oneof,
        &expected,
        Breaks::Source,
    );
}
