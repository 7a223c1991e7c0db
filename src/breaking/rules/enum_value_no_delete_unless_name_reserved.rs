//! `ENUM_VALUE_NO_DELETE_UNLESS_NAME_RESERVED`: the names of deleted enum values are reserved.

use crate::breaking::{Breaks, Context, Pair, reserve, values};
use crate::diag::Severity;
use crate::rules::{Category, meta};
use crate::schema::handles::Enum;

meta! {
    /// ## What it does
    /// Reports enum values that were deleted without reserving all of their names.
    /// ## Why
    /// JSON identifies enum values by name. If a new value reuses the name, old JSON is misread; `reserved` prevents
    /// that.
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
    ENUM_VALUE_NO_DELETE_UNLESS_NAME_RESERVED {
        categories: &[Category::WireJson, Category::Csr],
        severity: Severity::Error,
        on: false,
        settings: &[],
    }
}

pub fn check(enumeration: Pair<Enum<'_>>, cx: &mut Context<'_>) {
    let deleted = values::deleted(enumeration);
    let fix = reserve::enum_values(enumeration, &deleted);
    for (number, mut old) in deleted {
        let first = old[0];
        old.retain(|value| !enumeration.new.reserved_names().any(|reserved| reserved == value.name()));
        if old.is_empty() {
            continue;
        }
        let (names, of) = (values::names(&old), enumeration.new.name());
        let text = format!(
            "{number} of `{of}` was deleted without reserving the name {names}, which old JSON still contains"
        );
        let help = format!("add {names} to the reserved names of `{of}`");
        cx.report(enumeration.new.site(), first.site(), Breaks::Json, text)
            .change(format!("{names} = {number}"), "")
            .help(help)
            .fix(fix.as_ref());
    }
}
