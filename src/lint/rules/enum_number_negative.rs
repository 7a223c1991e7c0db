//! `ENUM_NUMBER_NEGATIVE`: enum values have numbers from zero on.

use crate::diag::Severity;
use crate::lint::Context;
use crate::rules::{Category, meta};
use crate::schema::handles::EnumValue;

meta! {
    /// ## What it does
    /// Reports enum values with a negative number.
    /// ## Why
    /// A negative number takes ten bytes each time it is sent.
    /// ## Bad
    /// ```proto
    /// enum Status {
    ///   STATUS_UNSPECIFIED = 0;
    ///   STATUS_FAILED = -1;
    /// }
    /// ```
    /// ## Good
    /// ```proto
    /// enum Status {
    ///   STATUS_UNSPECIFIED = 0;
    ///   STATUS_FAILED = 1;
    /// }
    /// ```
    ENUM_NUMBER_NEGATIVE {
        categories: &[Category::Style],
        severity: Severity::Warning,
        on: false,
        settings: &[],
    }
}

pub fn check(value: EnumValue<'_>, cx: &mut Context<'_>) {
    if value.number() >= 0 {
        return;
    }
    let text = format!("`{}` is negative, which takes ten bytes on the wire", value.name());
    cx.report(value.number_site(), text).help("in new enums, count up from 0");
}
