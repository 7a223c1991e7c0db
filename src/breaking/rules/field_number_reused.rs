//! `FIELD_NUMBER_REUSED`: numbers of fields that were deleted long ago are not taken again.

use crate::breaking::{Breaks, Context, Pair, earlier, names};
use crate::diag::Severity;
use crate::rules::meta;
use crate::schema::handles::{Field, Message};

meta! {
    /// ## What it does
    /// Reports numbers that a message takes up, and had for a field of another name or type in an earlier version than the
    /// one it is compared with: one that `--history` names.
    /// ## Why
    /// A field that is deleted and not reserved leaves no trace in the version after that. Old data and old clients still
    /// have its number, and the new field is read from them.
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
    ///   string phone = 2;
    /// }
    /// ```
    FIELD_NUMBER_REUSED {
        categories: &[],
        severity: Severity::Error,
        on: true,
        settings: &[],
    }
}

pub fn check(message: Pair<Message<'_>>, cx: &mut Context<'_>) {
    earlier::check(message, Field::number, cx, |new, known, cx| {
        let is_same = new.name() == known.name() && names::type_of(new) == names::type_of(known);
        if is_same {
            return false;
        }
        let number = new.number();
        let (was, is) = (names::declaration(known), names::declaration(new));
        let text =
            format!("{number} of `{}` is `{is}`, and was `{was}` in an earlier version", message.new.name());
        let help = format!("take a number that was never used, and add `reserved {number};`");
        cx.report(new.number_spot(), message.old.name_spot(), Breaks::Wire, text)
            .change(was, is)
            .label(known.spot(), "in an earlier version")
            .help(help);
        true
    });
}
