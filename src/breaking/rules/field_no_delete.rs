//! `FIELD_NO_DELETE`: fields stay.

use crate::breaking::{Breaks, Context, Pair, names, renumbered, reserve};
use crate::diag::Severity;
use crate::rules::{Category, meta};
use crate::schema::handles::Message;

meta! {
    /// ## What it does
    /// Reports fields that were deleted from a message.
    /// ## Why
    /// Code that uses the field no longer compiles, and old data still contains it.
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
    FIELD_NO_DELETE {
        categories: &[Category::File, Category::Package, Category::Csr],
        severity: Severity::Error,
        on: true,
        settings: &[],
    }
}

pub fn check(message: Pair<Message<'_>>, cx: &mut Context<'_>) {
    let (deleted, moved) = renumbered::split(message);
    for field in moved {
        renumbered::report(message, field, cx);
    }
    let fix = reserve::fields(message, &deleted);
    for field in deleted {
        let text = format!("{} was deleted: code that uses it no longer compiles", names::field(field));
        let help = format!(
            "keep it, marked `[deprecated = true]`; if it must be deleted, reserve {} and `{}`",
            field.number(),
            field.name()
        );
        cx.report(message.new.site(), field.site(), Breaks::Source, text)
            .change(names::declaration(field), "")
            .help(help)
            .fix(fix.as_ref());
    }
}
