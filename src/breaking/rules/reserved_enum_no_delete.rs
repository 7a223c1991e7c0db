//! `RESERVED_ENUM_NO_DELETE`: what enums reserve stays reserved.

use crate::breaking::numbers::SetAside;
use crate::breaking::{Context, Pair};
use crate::diag::Severity;
use crate::rules::{Category, meta};
use crate::schema::handles::Enum;

meta! {
    /// ## What it does
    /// Reports numbers and names that an enum reserved and does not reserve any more, whether or not they are in use.
    /// ## Why
    /// They were reserved because old data has them. Used again, old data is read as something else.
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
    let spots = enumeration.map(Enum::spot);
    let aside = SetAside { keyword: "reserved", spots, name: new.name(), max: i32::MAX };
    aside.check(old.reserved_ranges(), new.reserved_ranges(), cx);
    aside.check_names(old.reserved_names(), new.reserved_names(), cx);
}
