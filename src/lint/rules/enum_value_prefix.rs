//! `ENUM_VALUE_PREFIX`: values begin with the name of their enum.

use crate::diag::{Breaks, Severity};
use crate::lint::Context;
use crate::lint::names::upper_snake_case;
use crate::rules::{Category, meta};
use crate::schema::handles::Enum;

meta! {
    /// ## What it does
    /// Reports enum values that do not begin with the name of their enum in `UPPER_SNAKE_CASE`.
    /// ## Why
    /// Enum values are in the scope of the package, not of the enum: two enums of a package cannot both have `UNKNOWN`.
    /// The prefix makes them unique.
    /// ## Bad
    /// ```proto
    /// enum Status {
    ///   STATUS_UNSPECIFIED = 0;
    ///   ACTIVE = 1;
    /// }
    /// ```
    /// ## Good
    /// ```proto
    /// enum Status {
    ///   STATUS_UNSPECIFIED = 0;
    ///   STATUS_ACTIVE = 1;
    /// }
    /// ```
    ENUM_VALUE_PREFIX {
        categories: &[Category::Standard],
        severity: Severity::Warning,
        on: false,
        settings: &[],
    }
}

pub fn check(enumeration: Enum<'_>, cx: &mut Context<'_>) {
    let prefix = upper_snake_case(enumeration.name()) + "_";
    for value in enumeration.values().filter(|value| !value.name().starts_with(&*prefix)) {
        let message = format!(
            "value `{}` does not start with `{prefix}`, so no other enum can have this value",
            value.name()
        );
        let expected = format!("{prefix}{}", value.name());
        cx.report(value.name_spot(), message).help(format!("name it `{expected}`")).rename(
            &value,
            &expected,
            Breaks::Json,
        );
    }
}
