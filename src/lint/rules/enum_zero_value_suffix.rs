//! `ENUM_ZERO_VALUE_SUFFIX`: the value 0 of an enum says that nothing was chosen.

use std::borrow::Cow;

use crate::diag::Severity;
use crate::lint::Context;
use crate::lint::names::upper_snake_case;
use crate::rules::{Category, Setting, Value, meta};
use crate::schema::handles::EnumValue;

/// Ends of names that say that nothing was chosen, too.
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
    default: Value::Text(Cow::Borrowed("_UNSPECIFIED")),
    docs: "The ending of the value 0.",
};

meta! {
    /// ## What it does
    /// Reports values with the number 0 whose name does not end in `_UNSPECIFIED`.
    /// ## Why
    /// 0 is what an absent field reads as, and what a reader sees for a value it does not know in some languages. If 0
    /// means something, nobody can tell "chosen" from "not told".
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
    /// ## Notes
    /// With `ENUM_FIRST_VALUE_ZERO` this makes every enum begin with a value that stands for nothing.
    ///
    /// By default a value that says so in another word, such as `UNKNOWN`, `NONE`, `INVALID` or `DEFAULT`, is only a note.
    /// Select the rule to have a warning.
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
    let message = format!(
        "`{}` is what an absent field reads as, but its name does not end in `{suffix}`",
        value.name()
    );
    let help = format!("keep 0 for a value whose name ends in `{suffix}`");
    let is_mild = says_nothing(value.name()) && !cx.is_asked_for();
    let mut report = cx.report(value.name_spot(), message);
    report.help(help);
    if is_mild {
        report.note();
    }
}

/// Whether a name ends in words for a value that was not chosen.
fn says_nothing(name: &str) -> bool {
    let name = upper_snake_case(name);
    let ends =
        |end: &&str| name.strip_suffix(*end).is_some_and(|rest| rest.is_empty() || rest.ends_with('_'));
    OTHERS.iter().any(ends)
}
