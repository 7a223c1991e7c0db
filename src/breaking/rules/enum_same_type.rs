//! `ENUM_SAME_TYPE`: enums stay open or closed.

use crate::breaking::{Breaks, Context, Pair};
use crate::diag::Severity;
use crate::rules::{Category, meta};
use crate::schema::handles::Enum;
use crate::schema::{EnumType, Step};

meta! {
    /// ## What it does
    /// Reports enums that changed from open to closed, or the reverse. Enums are closed in proto2, and open in proto3.
    /// ## Why
    /// For unknown numbers, a closed enum reads as unset, and an open one keeps the number; code that reads them
    /// behaves differently.
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
        "`{}` changed from {old} to {new}: unknown numbers are handled differently",
        enumeration.new.name()
    );
    let help = "restore `features.enum_type`";
    let sites = enumeration.map(|found| found.setting_site(OPTION));
    cx.report(sites.new, sites.old, Breaks::Source, text).change(old, new).help(help);
}
