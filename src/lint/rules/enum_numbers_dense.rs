//! `ENUM_NUMBERS_DENSE`: the numbers of an enum have no holes.

use crate::diag::Severity;
use crate::edits::ranges::list;
use crate::lint::Context;
use crate::lint::numbers::holes;
use crate::rules::{Category, meta};
use crate::schema::handles::{Enum, EnumValue};

meta! {
    /// ## What it does
    /// Reports enums with gaps: numbers between zero and the highest that are neither used nor reserved.
    /// ## Why
    /// Values of dense enums fit in tables and small integers; and a gap is most often a deleted value, whose number
    /// must not be reused.
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
    // Flags and foreign codes leave a gap after each number.
    let (shown, more) = holes.split_at(holes.len().min(3));
    let more = if more.is_empty() { "" } else { " and more" };
    let numbers = list(shown);
    let text = format!("`{}` neither uses nor reserves {numbers}{more}", enumeration.name());
    cx.report(behind.number_site(), text)
        .help(format!("number the values without gaps, or add `reserved {numbers};`"));
}
