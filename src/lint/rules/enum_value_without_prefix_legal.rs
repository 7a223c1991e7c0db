//! `ENUM_VALUE_WITHOUT_PREFIX_LEGAL`: values are names without the name of their enum too.

use crate::diag::Severity;
use crate::lint::Context;
use crate::lint::names::upper_snake_case;
use crate::rules::{Category, meta};
use crate::schema::handles::Enum;

meta! {
    /// ## What it does
    /// Reports enum values that are empty, or start with a digit, without the prefix of their enum.
    /// ## Why
    /// Many generators strip that prefix. The rest must be a valid name in their language.
    /// ## Bad
    /// ```proto
    /// enum Resolution {
    ///   RESOLUTION_UNSPECIFIED = 0;
    ///   RESOLUTION_4K = 1;
    /// }
    /// ```
    /// ## Good
    /// ```proto
    /// enum Resolution {
    ///   RESOLUTION_UNSPECIFIED = 0;
    ///   RESOLUTION_UHD_4K = 1;
    /// }
    /// ```
    ENUM_VALUE_WITHOUT_PREFIX_LEGAL {
        categories: &[Category::Style],
        severity: Severity::Warning,
        on: false,
        settings: &[],
    }
}

pub fn check(enumeration: Enum<'_>, cx: &mut Context<'_>) {
    let prefix = upper_snake_case(enumeration.name());
    for value in enumeration.values() {
        let Some(rest) = value.name().strip_prefix(&*prefix) else { continue };
        let rest = rest.trim_start_matches('_');
        if rest.starts_with(|c: char| c.is_ascii_alphabetic()) {
            continue;
        }
        let left = if rest.is_empty() { "nothing".to_owned() } else { format!("`{rest}`") };
        let text = format!("{left} is left of `{}` without the prefix `{prefix}_`", value.name());
        cx.report(value.name_site(), text).help("add a word after the prefix");
    }
}
