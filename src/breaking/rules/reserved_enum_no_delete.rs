//! `RESERVED_ENUM_NO_DELETE`: what enums reserve stays reserved.

use crate::breaking::numbers::NumberRanges;
use crate::breaking::{Context, Pair};
use crate::diag::Severity;
use crate::rules::{Category, meta};
use crate::schema::handles::Enum;

meta! {
    /// ## What it does
    /// Reports numbers and names that an enum no longer reserves, whether or not they are in use.
    /// ## Why
    /// They were reserved because old data contains them. If they are reused, old data is misread.
    /// ## Before
    /// ```proto
    /// enum State {
    ///   reserved 2 to 4;
    ///   STATE_UNSPECIFIED = 0;
    /// }
    /// ```
    /// ## After
    /// ```proto
    /// enum State {
    ///   reserved 2, 4;
    ///   STATE_UNSPECIFIED = 0;
    /// }
    /// ```
    RESERVED_ENUM_NO_DELETE {
        categories: &[Category::File, Category::Package, Category::WireJson, Category::Wire, Category::Csr],
        severity: Severity::Error,
        on: true,
        settings: &[],
    }
}

pub fn check(enumeration: Pair<Enum<'_>>, cx: &mut Context<'_>) {
    let Pair { old, new } = enumeration;
    let sites = enumeration.map(Enum::site);
    let ranges = NumberRanges { keyword: "reserved", sites, name: new.name(), max: i32::MAX };
    ranges.check(old.reserved_ranges(), new.reserved_ranges(), cx);
    ranges.check_names(old.reserved_names(), new.reserved_names(), cx);
}
