//! `PACKAGE_MESSAGE_NO_DELETE`: a package keeps its messages.

use crate::breaking::deleted::MESSAGES;
use crate::breaking::{Context, Pairing};
use crate::diag::Severity;
use crate::rules::{Category, meta};

meta! {
    /// ## What it does
    /// Reports messages that were deleted from all files of a package.
    /// ## Why
    /// Code that uses the message no longer compiles. Moving it to another file of the package is compatible in
    /// languages that generate one unit per package.
    /// ## Before
    /// ```proto
    /// message User {}
    /// message Group {}
    /// ```
    /// ## After
    /// ```proto
    /// message User {}
    /// ```
    /// ## Notes
    /// Deleted packages are reported by `PACKAGE_NO_DELETE`. As in buf, the last message of a package may be deleted.
    PACKAGE_MESSAGE_NO_DELETE {
        categories: &[Category::Package],
        severity: Severity::Error,
        on: false,
        settings: &[],
    }
}

pub fn check(pairing: &Pairing<'_>, cx: &mut Context<'_>) {
    MESSAGES.check_packages(pairing, cx);
}
