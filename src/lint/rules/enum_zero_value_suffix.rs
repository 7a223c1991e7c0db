//! `ENUM_ZERO_VALUE_SUFFIX`: the value 0 of an enum says that nothing was chosen.

use std::borrow::Cow;

use crate::diag::{Breaks, Severity};
use crate::lint::Context;
use crate::lint::names::upper_snake_case;
use crate::rules::{Category, Setting, SettingValue, meta};
use crate::schema::handles::EnumValue;

/// Other endings that mean unspecified.
const OTHERS: [&str; 12] = [
    "DEFAULT",
    "DO_NOT_USE",
    "INVALID",
    "NONE",
    "NOT_SET",
    "NULL",
    "NULL_VALUE",
    "UNDEFINED",
    "UNKNOWN",
    "UNSET",
    "UNSPECIFIED",
    "UNUSED",
];

const SUFFIX: Setting = Setting {
    name: "enum_zero_value_suffix",
    default: SettingValue::Text(Cow::Borrowed("_UNSPECIFIED")),
    docs: "The suffix of the value 0.",
};

meta! {
    /// ## What it does
    /// Reports values with the number 0 whose name does not end in `_UNSPECIFIED`.
    /// ## Why
    /// An unset field reads as 0, and in some languages so does an unknown value. If 0 has a meaning, it cannot be
    /// distinguished from unset.
    /// ## Bad
    /// ```proto
    /// enum Status {
    ///   STATUS_ACTIVE = 0;
    ///   STATUS_BANNED = 1;
    /// }
    /// ```
    /// ## Good
    /// ```proto
    /// enum Status {
    ///   STATUS_UNSPECIFIED = 0;
    ///   STATUS_ACTIVE = 1;
    ///   STATUS_BANNED = 2;
    /// }
    /// ```
    /// ## Fix
    /// `--fix=json` renames a value with a similar meaning, such as `STATUS_UNKNOWN`. If the value means something
    /// else, choose whether to renumber it.
    /// ## Notes
    /// Together with `ENUM_FIRST_VALUE_ZERO`, every enum starts with an unspecified value.
    ///
    /// By default, a value with a similar meaning, such as `UNKNOWN`, `NONE`, `INVALID` or `DEFAULT`, is only a note.
    /// Select the rule explicitly to get a warning.
    ENUM_ZERO_VALUE_SUFFIX {
        categories: &[Category::Standard],
        severity: Severity::Warning,
        on: true,
        settings: &[SUFFIX],
    }
}

pub fn check(value: EnumValue<'_>, cx: &mut Context<'_>) {
    let suffix = cx.text(&SUFFIX);
    if value.number() != 0 || value.name().ends_with(suffix) {
        return;
    }
    let message =
        format!("`{}` is the value of an unset field, but its name does not end in `{suffix}`", value.name());
    let help = format!("keep 0 for a value whose name ends in `{suffix}`");
    let expected = unspecified(value.name()).map(|prefix| match &*prefix {
        "" => format!("{}{suffix}", upper_snake_case(value.parent().name())),
        prefix => format!("{prefix}{suffix}"),
    });
    let is_mild = expected.is_some() && !cx.is_explicit();
    let mut report = cx.report(value.name_site(), message);
    report.help(help);
    if is_mild {
        report.note();
    }
    if let Some(expected) = expected {
        report.rename(&value, &expected, Breaks::Json);
    }
}

/// The part of a name before a word that means unspecified: `STATUS` for `STATUS_UNKNOWN`.
fn unspecified(name: &str) -> Option<String> {
    let name = upper_snake_case(name);
    // The longest word: `NULL_VALUE` before `NULL`.
    let before = |end: &&str| name.strip_suffix(*end).filter(|rest| rest.is_empty() || rest.ends_with('_'));
    let shortest = OTHERS.iter().filter_map(before).min_by_key(|rest| rest.len())?;
    Some(shortest.trim_end_matches('_').to_owned())
}
