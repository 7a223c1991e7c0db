//! `ENUM_SAME_TYPE`: enums stay open or closed.

use crate::breaking::{Breaks, Context, Pair};
use crate::diag::Severity;
use crate::rules::{Category, meta};
use crate::schema::handles::Enum;
use crate::schema::{EnumType, Step};

meta! {
    /// ## What it does
    /// Reports enums that were open and are closed, or the other way round. proto2 has closed enums, proto3 open
    /// ones.
    /// ## Why
    /// A closed enum hides numbers it does not list, an open one shows them; code that reads them works differently.
    /// ## Before
    /// ```proto
    /// edition = "2023";
    /// enum State {
    ///   STATE_UNSPECIFIED = 0;
    /// }
    /// ```
    /// ## After
    /// ```proto
    /// edition = "2023";
    /// enum State {
    ///   option features.enum_type = CLOSED;
    ///   STATE_UNSPECIFIED = 0;
    /// }
    /// ```
    ENUM_SAME_TYPE {
        categories: &[Category::File, Category::Package],
        severity: Severity::Error,
        on: true,
        settings: &[],
    }
}

const OPTION: &[Step] = &[(7, "features"), (2, "enum_type")];

pub fn check(enumeration: Pair<Enum<'_>>, cx: &mut Context<'_>) {
    let closed = enumeration.map(|found| found.features().enum_type == EnumType::Closed);
    if closed.is_same() {
        return;
    }
    let Pair { old, new } = closed.map(|closed| if closed { "closed" } else { "open" });
    let text = format!(
        "`{}` was {old} and is {new}: unknown numbers are treated differently",
        enumeration.new.name()
    );
    let help = "set `features.enum_type` to what it was";
    let spots = enumeration.map(|found| found.setting_spot(OPTION));
    cx.report(spots.new, spots.old, Breaks::Source, text).change(old, new).help(help);
}
