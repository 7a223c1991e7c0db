//! `FIELD_NAME_REUSED`: names of fields that were deleted long ago are not taken again.

use crate::breaking::{Breaks, Context, Pair, earlier};
use crate::diag::Severity;
use crate::rules::meta;
use crate::schema::handles::{Field, Message};

meta! {
    /// ## What it does
    /// Reports names that a message takes up, and had for a field with another number in an earlier version than the one it
    /// is compared with: one that `--history` names.
    /// ## Why
    /// JSON and text format know fields by name: the new field is read from what was written for the old one.
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
        let text =
            format!("`{}.{name}` has number {is}, and had {was} in an earlier version", message.new.name());
        let help = format!("take a name that was never used, and add `reserved {was};`");
        cx.report(new.name_spot(), message.old.name_spot(), Breaks::Json, text)
            .change(format!("{name} = {was}"), format!("{name} = {is}"))
            .label(known.spot(), "in an earlier version")
            .help(help);
        true
    });
}
