//! `ENUM_VALUE_NUMBER_REUSED`: numbers of enum values that were deleted long ago are not taken again.

use crate::breaking::{Breaks, Context, Pair, values};
use crate::diag::Severity;
use crate::rules::meta;
use crate::schema::handles::Enum;

meta! {
    /// ## What it does
    /// Reports new enum values whose number had other names in an older version that `--history` names.
    /// ## Why
    /// A value that was deleted without reserving its number is forgotten one version later. Data with its number still
    /// exists, and is misread.
    /// ## Earlier
    /// ```proto
    /// enum State {
    ///   STATE_UNSPECIFIED = 0;
    ///   STATE_BANNED = 1;
    /// }
    /// ```
    /// ## Before
    /// ```proto
    /// enum State {
    ///   STATE_UNSPECIFIED = 0;
    /// }
    /// ```
    /// ## After
    /// ```proto
    /// enum State {
    ///   STATE_UNSPECIFIED = 0;
    ///   STATE_ACTIVE = 1;
    /// }
    /// ```
    ENUM_VALUE_NUMBER_REUSED {
        categories: &[],
        severity: Severity::Error,
        on: true,
        settings: &[],
    }
}

pub fn check(enumeration: Pair<Enum<'_>>, cx: &mut Context<'_>) {
    let Pair { old, mut new } = enumeration.map(values::by_number);
    new.retain(|number, _| !old.contains_key(number));
    for (number, new) in new {
        let earlier = cx.pairing.sides.old.earlier().iter();
        let known = earlier.filter_map(|side| side.enumeration(enumeration.old.full_name()));
        let mut known = known.filter_map(|earlier| values::by_number(earlier).remove(&number));
        let is_kept = |name: &str| new.iter().any(|value| value.name() == name);
        let Some(known) = known.find(|known| !known.iter().any(|value| is_kept(value.name()))) else {
            continue;
        };
        let (name, was) = (values::names(&new), values::names(&known));
        let text =
            format!("{number} of `{}` is {name}, but was {was} in an older version", enumeration.new.name());
        let help = format!("choose a number that was never used, and add `reserved {number};`");
        cx.report(new[0].number_site(), enumeration.old.name_site(), Breaks::Wire, text)
            .change(was, name)
            .label(known[0].site(), "in an older version")
            .help(help);
    }
}
