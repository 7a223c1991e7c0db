//! `FIELD_NAME_REUSED`: names of fields that were deleted long ago are not taken again.

use crate::breaking::{Breaks, Context, Pair, earlier};
use crate::diag::Severity;
use crate::rules::meta;
use crate::schema::handles::{Field, Message};

meta! {
    /// ## What it does
    /// Reports new fields whose name belonged to a field with another number in an older version that `--history`
    /// names.
    /// ## Why
    /// JSON and text format identify fields by name: old data of the old field is read as the new one.
    /// ## Earlier
    /// ```proto
    /// message User {
    ///   string name = 1;
    ///   string email = 2;
    /// }
    /// ```
    /// ## Before
    /// ```proto
    /// message User {
    ///   string name = 1;
    /// }
    /// ```
    /// ## After
    /// ```proto
    /// message User {
    ///   string name = 1;
    ///   bool email = 3;
    /// }
    /// ```
    FIELD_NAME_REUSED {
        categories: &[],
        severity: Severity::Error,
        on: true,
        settings: &[],
    }
}

pub fn check(message: Pair<Message<'_>>, cx: &mut Context<'_>) {
    earlier::check(message, Field::name, cx, |new, known, cx| {
        let (was, is) = (known.number(), new.number());
        if was == is {
            return false;
        }
        let name = new.name();
        let text = format!(
            "`{}.{name}` has number {is}, but had number {was} in an older version",
            message.new.name()
        );
        let help = format!("choose a name that was never used, and add `reserved {was};`");
        cx.report(new.name_site(), message.old.name_site(), Breaks::Json, text)
            .change(format!("{name} = {was}"), format!("{name} = {is}"))
            .label(known.site(), "in an older version")
            .help(help);
        true
    });
}
