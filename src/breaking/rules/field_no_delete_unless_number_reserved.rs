//! `FIELD_NO_DELETE_UNLESS_NUMBER_RESERVED`: the numbers of deleted fields are reserved.

use crate::breaking::{Breaks, Context, Pair, names, numbers, renumbered, reserve};
use crate::diag::Severity;
use crate::rules::{Category, meta};
use crate::schema::handles::Message;

meta! {
    /// ## What it does
    /// Reports fields that were deleted without reserving their numbers.
    /// ## Why
    /// Old messages still contain the field. If a new field reuses the number, old data and old clients misread it;
    /// `reserved` prevents that.
    /// ## Before
    /// ```proto
    /// message User {
    ///   string name = 1;
    ///   string email = 2;
    /// }
    /// ```
    /// ## After
    /// ```proto
    /// message User {
    ///   string name = 1;
    /// }
    /// ```
    /// ## Fix
    /// `--fix` reserves the number and the name of the deleted field.
    FIELD_NO_DELETE_UNLESS_NUMBER_RESERVED {
        categories: &[Category::WireJson, Category::Wire, Category::Csr],
        severity: Severity::Error,
        on: false,
        settings: &[],
    }
}

pub fn check(message: Pair<Message<'_>>, cx: &mut Context<'_>) {
    let reserved = numbers::merged(message.new.reserved_ranges());
    let (deleted, moved) = renumbered::split(message);
    for field in moved.into_iter().filter(|field| !numbers::contain(&reserved, field.old.number())) {
        renumbered::report(message, field, cx);
    }
    let fix = reserve::fields(message, &deleted);
    for field in deleted.into_iter().filter(|field| !numbers::contain(&reserved, field.number())) {
        let number = field.number();
        let text = format!(
            "{} was deleted without reserving {number}, which old data still contains",
            names::field(field)
        );
        let help = format!("add `reserved {number};` to `{}`", message.new.name());
        cx.report(message.new.site(), field.site(), Breaks::Wire, text)
            .change(names::declaration(field), "")
            .help(help)
            .fix(fix.as_ref());
    }
}
