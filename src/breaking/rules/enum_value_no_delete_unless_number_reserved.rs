//! `ENUM_VALUE_NO_DELETE_UNLESS_NUMBER_RESERVED`: the numbers of deleted enum values are reserved.

use crate::breaking::numbers;
use crate::breaking::{Breaks, Context, Pair, reserve, values};
use crate::diag::Severity;
use crate::rules::{Category, meta};
use crate::schema::handles::Enum;

meta! {
    /// ## What it does
    /// Reports enum values that were deleted without reserving their numbers.
    /// ## Why
    /// Old messages still contain the number. If a new value reuses it, old data is misread; `reserved` prevents that.
    /// ## Before
    /// ```proto
    /// enum State {
    ///   STATE_UNSPECIFIED = 0;
    ///   STATE_ON = 1;
    /// }
    /// ```
    /// ## After
    /// ```proto
    /// enum State {
    ///   STATE_UNSPECIFIED = 0;
    /// }
    /// ```
    /// ## Fix
    /// `--fix` reserves the number and the name of the deleted value.
    ENUM_VALUE_NO_DELETE_UNLESS_NUMBER_RESERVED {
        categories: &[Category::WireJson, Category::Wire, Category::Csr],
        severity: Severity::Error,
        on: false,
        settings: &[],
    }
}

pub fn check(enumeration: Pair<Enum<'_>>, cx: &mut Context<'_>) {
    let deleted = values::deleted(enumeration);
    let fix = reserve::enum_values(enumeration, &deleted);
    let reserved = numbers::merged(enumeration.new.reserved_ranges());
    for (number, old) in deleted.into_iter().filter(|(number, _)| !numbers::contain(&reserved, *number)) {
        let (names, of) = (values::names(&old), enumeration.new.name());
        let text = format!(
            "{names} ({number}) of `{of}` was deleted without reserving its number, which old data still contains"
        );
        let help = format!("add `reserved {number};` to `{of}`");
        cx.report(enumeration.new.site(), old[0].site(), Breaks::Wire, text)
            .change(format!("{names} = {number}"), "")
            .help(help)
            .fix(fix.as_ref());
    }
}
