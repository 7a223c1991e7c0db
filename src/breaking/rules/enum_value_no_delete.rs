//! `ENUM_VALUE_NO_DELETE`: enum values stay.

use crate::breaking::{Breaks, Context, Pair, reserve, values};
use crate::diag::Severity;
use crate::rules::{Category, meta};
use crate::schema::handles::Enum;

meta! {
    /// ## What it does
    /// Reports enum values whose number was removed.
    /// ## Why
    /// Code that uses the value no longer compiles, and old data still contains it.
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
    ENUM_VALUE_NO_DELETE {
        categories: &[Category::File, Category::Package, Category::Csr],
        severity: Severity::Error,
        on: true,
        settings: &[],
    }
}

pub fn check(enumeration: Pair<Enum<'_>>, cx: &mut Context<'_>) {
    let deleted = values::deleted(enumeration);
    let fix = reserve::enum_values(enumeration, &deleted);
    for (number, old) in deleted {
        let (names, of) = (values::names(&old), enumeration.new.name());
        let text = format!("{names} ({number}) of `{of}` was deleted: code that uses it no longer compiles");
        let help = format!(
            "keep it, marked `[deprecated = true]`; if it must be deleted, reserve {number} and {names}"
        );
        cx.report(enumeration.new.site(), old[0].site(), Breaks::Source, text)
            .change(format!("{names} = {number}"), "")
            .help(help)
            .fix(fix.as_ref());
    }
}
