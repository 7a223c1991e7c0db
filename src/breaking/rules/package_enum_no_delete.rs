//! `PACKAGE_ENUM_NO_DELETE`: a package keeps its enums.

use crate::breaking::deleted::ENUMS;
use crate::breaking::{Context, Pairing};
use crate::diag::Severity;
use crate::rules::{Category, meta};

meta! {
    /// ## What it does
    /// Reports enums that a package had and has no more in any of its files.
    /// ## Why
    /// Code that uses the enum does not build any more. Moving it to another file of the package is no change for
    /// languages that generate a unit for each package.
    /// ## Before
    /// ```proto
    /// enum State {
    ///   STATE_UNSPECIFIED = 0;
    /// }
    ///
    /// enum Kind {
    ///   KIND_UNSPECIFIED = 0;
    /// }
    /// ```
    /// ## After
    /// ```proto
    /// enum State {
    ///   STATE_UNSPECIFIED = 0;
    /// }
    /// ```
    /// ## Notes
    /// Packages that are gone altogether are for `PACKAGE_NO_DELETE`. As in buf, the last enum of a package may go.
    PACKAGE_ENUM_NO_DELETE {
        categories: &[Category::Package],
        severity: Severity::Error,
        on: false,
        settings: &[],
    }
}

pub fn check(pairing: &Pairing<'_>, cx: &mut Context<'_>) {
    ENUMS.check_packages(pairing, cx);
}
