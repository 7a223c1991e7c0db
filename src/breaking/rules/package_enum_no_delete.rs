//! `PACKAGE_ENUM_NO_DELETE`: a package keeps its enums.

use crate::breaking::deleted::ENUMS;
use crate::breaking::{Context, Pairing};
use crate::diag::Severity;
use crate::rules::{Category, meta};

meta! {
    /// ## What it does
    /// Reports enums that were deleted from all files of a package.
    /// ## Why
    /// Code that uses the enum no longer compiles. Moving it to another file of the package is compatible in languages
    /// that generate one unit per package.
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
    /// Deleted packages are reported by `PACKAGE_NO_DELETE`. As in buf, the last enum of a package may be deleted.
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
