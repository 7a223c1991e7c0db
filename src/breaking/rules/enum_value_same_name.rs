//! `ENUM_VALUE_SAME_NAME`: enum values keep their names.

use crate::breaking::{Breaks, Context, Pair, values};
use crate::diag::Severity;
use crate::rules::{Category, meta};
use crate::schema::handles::Enum;
use std::collections::BTreeSet;

meta! {
    /// ## What it does
    /// Reports enum numbers that lost a name. Adding names for a number is fine.
    /// ## Why
    /// Code that uses the value no longer compiles, and JSON and text format identify it by name.
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
    ///   STATE_ACTIVE = 1;
    /// }
    /// ```
    ENUM_VALUE_SAME_NAME {
        categories: &[Category::File, Category::Package, Category::WireJson, Category::Csr],
        severity: Severity::Error,
        on: true,
        settings: &[],
    }
}

pub fn check(enumeration: Pair<Enum<'_>>, cx: &mut Context<'_>) {
    let values = enumeration.map(values::by_number);
    for (number, old) in &values.old {
        let Some(new) = values.new.get(number) else { continue };
        let kept: BTreeSet<&str> = new.iter().map(|value| value.name()).collect();
        let Some(lost) = old.iter().find(|value| !kept.contains(value.name())) else { continue };
        let (name, is) = (values::names(old), values::names(new));
        let text = format!("{number} of `{}` was renamed from {name} to {is}", enumeration.new.name());
        let help = "restore the old name; to add another name for the number, use `allow_alias`";
        for value in new {
            cx.report(value.number_site(), lost.site(), Breaks::Json, &text).change(&name, &is).help(help);
        }
    }
}
