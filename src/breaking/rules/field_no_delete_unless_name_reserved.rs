//! `FIELD_NO_DELETE_UNLESS_NAME_RESERVED`: the names of deleted fields are reserved.

use crate::breaking::{Breaks, Context, Pair, names, renumbered, reserve};
use crate::diag::Severity;
use crate::rules::{Category, meta};
use crate::schema::handles::Message;

meta! {
    /// ## What it does
    /// Reports fields that were deleted without reserving their names.
    /// ## Why
    /// JSON identifies fields by name. If a new field reuses the name, old JSON is misread; `reserved` prevents that.
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
    ///   reserved 2;
    ///
    ///   string name = 1;
    /// }
    /// ```
    /// ## Fix
    /// `--fix` reserves the number and the name of the deleted field.
    FIELD_NO_DELETE_UNLESS_NAME_RESERVED {
        categories: &[Category::WireJson, Category::Csr],
        severity: Severity::Error,
        on: false,
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
        let name = field.name();
        if message.new.reserved_names().any(|reserved| reserved == name) {
            continue;
        }
        let text = format!(
            "{} was deleted without reserving its name, which old JSON still contains",
            names::field(field)
        );
        let help = format!("add `reserved \"{name}\";` to `{}`", message.new.name());
        cx.report(message.new.site(), field.site(), Breaks::Json, text)
            .change(names::declaration(field), "")
            .help(help)
            .fix(fix.as_ref());
    }
}
