//! `ENUM_NO_ALLOW_ALIAS`: no two values share a number.

use crate::diag::Severity;
use crate::lint::Context;
use crate::rules::{Category, meta};
use crate::schema::handles::Enum;

meta! {
    /// ## What it does
    /// Reports enums with `option allow_alias = true`.
    /// ## Why
    /// JSON and text format write names. If a number has two names, they always write the first, whichever one the
    /// program used.
    /// ## Bad
    /// ```proto
    /// enum Status {
    ///   option allow_alias = true;
    ///   STATUS_UNSPECIFIED = 0;
    ///   STATUS_ACTIVE = 1;
    ///   STATUS_ENABLED = 1;
    /// }
    /// ```
    /// ## Good
    /// ```proto
    /// enum Status {
    ///   STATUS_UNSPECIFIED = 0;
    ///   STATUS_ACTIVE = 1;
    /// }
    /// ```
    ENUM_NO_ALLOW_ALIAS {
        categories: &[Category::Basic, Category::Standard],
        severity: Severity::Warning,
        on: false,
        settings: &[],
    }
}

/// The number of the option.
const ALLOW_ALIAS: i32 = 2;

pub fn check(enumeration: Enum<'_>, cx: &mut Context<'_>) {
    if !enumeration.options().is_some_and(|options| options.bool(ALLOW_ALIAS)) {
        return;
    }
    let message = format!(
        "enum `{}` allows values with the same number, of which JSON only writes the first",
        enumeration.name()
    );
    cx.report(enumeration.option_site(ALLOW_ALIAS), message).help("give each value its own number");
}
