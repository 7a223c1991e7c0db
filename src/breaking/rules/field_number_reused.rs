//! `FIELD_NUMBER_REUSED`: numbers of fields that were deleted long ago are not taken again.

use crate::breaking::{Breaks, Context, Pair, earlier, names};
use crate::diag::Severity;
use crate::rules::meta;
use crate::schema::handles::{Field, Message};

meta! {
    /// ## What it does
    /// Reports new fields whose number belonged to a field of another name or type in an older version that `--history`
    /// names.
    /// ## Why
    /// A field that was deleted without reserving its number is forgotten one version later. Old data and old clients
    /// still use the number, and the new field is read from it.
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
            format!("{number} of `{}` is `{is}`, but was `{was}` in an older version", message.new.name());
        let help = format!("choose a number that was never used, and add `reserved {number};`");
        cx.report(new.number_site(), message.old.name_site(), Breaks::Wire, text)
            .change(was, is)
            .label(known.site(), "in an older version")
            .help(help);
        true
    });
}
