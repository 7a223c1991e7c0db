//! `ENUM_NUMBERS_DENSE`: the numbers of an enum have no holes.

use crate::diag::Severity;
use crate::lint::Context;
use crate::lint::numbers::{holes, ranges_text};
use crate::rules::{Category, meta};
use crate::schema::handles::{Enum, EnumValue};

meta! {
    /// ## What it does
    /// Reports enums that neither use nor reserve some of the numbers between zero and their highest.
    /// ## Why
    /// Values of dense enums fit in tables and small integers; and a hole is most often a value that was deleted, whose
    /// number must not come to mean something else.
    /// ## Bad
    /// ```proto
    /// enum Status {
    ///   STATUS_UNSPECIFIED = 0;
    ///   STATUS_ACTIVE = 1;
    ///   STATUS_BANNED = 10;
    /// }
    /// ```
    /// ## Good
    /// ```proto
    /// enum Status {
    ///   reserved 2 to 9;
    ///
    ///   STATUS_UNSPECIFIED = 0;
    ///   STATUS_ACTIVE = 1;
    ///   STATUS_BANNED = 10;
    /// }
    /// ```
    ENUM_NUMBERS_DENSE {
        categories: &[Category::Style],
        severity: Severity::Warning,
        on: false,
        settings: &[],
    }
}

pub fn check(enumeration: Enum<'_>, cx: &mut Context<'_>) {
    if enumeration.file().is_damaged() {
        return;
    }
    let numbers = enumeration.values().map(EnumValue::number);
    let holes = holes(0, numbers, enumeration.reserved_ranges().map(|range| (range.first, range.last)));
    let Some(&(first, _)) = holes.first() else { return };
    let behind =
        enumeration.values().filter(|value| value.number() > first).min_by_key(|value| value.number());
    let Some(behind) = behind else { return };
    // Numbers that are flags or codes of another system leave a hole behind each.
    let (shown, more) = holes.split_at(holes.len().min(3));
    let more = if more.is_empty() { "" } else { " and more" };
    let numbers = ranges_text(shown);
    let text = format!("`{}` neither uses nor reserves {numbers}{more}", enumeration.name());
    cx.report(behind.number_spot(), text)
        .help(format!("count on without holes, or add `reserved {numbers};`"));
}
