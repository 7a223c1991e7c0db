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
    /// ## Fix
    /// `--fix=json` adds the prefix wherever the value is used.
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
        let expected = with_prefix(value.name(), &prefix);
        cx.report(value.name_site(), message).help(format!("name it `{expected}`")).rename(
            &value,
            &expected,
            Breaks::Json,
        );
    }
}

/// The name with the prefix. What the name has of it is not repeated: `STATUS_` makes `STATUS_OLD` of `OLD`, `StatusOld`,
/// `STATUSOLD` and `USER_STATUS_OLD`.
fn with_prefix(name: &str, prefix: &str) -> String {
    let upper = upper_snake_case(name);
    if upper.starts_with(prefix) {
        return upper.into_owned();
    }
    if let Some(before) = upper.find(&format!("_{prefix}")) {
        return upper[before + 1..].to_owned();
    }
    let mut rest = &*upper;
    let has_words = prefix.bytes().filter(|byte| *byte != b'_').all(|byte| {
        let next = rest.trim_start_matches('_').strip_prefix(byte as char);
        rest = next.unwrap_or(rest);
        next.is_some()
    });
    let rest = if has_words { rest.trim_start_matches('_') } else { &*upper };
    if rest.starts_with(|c: char| c.is_ascii_alphabetic()) {
        format!("{prefix}{rest}")
    } else {
        format!("{prefix}{upper}")
    }
}
