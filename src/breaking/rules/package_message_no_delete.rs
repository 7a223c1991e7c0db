//! `PACKAGE_MESSAGE_NO_DELETE`: a package keeps its messages.

use crate::breaking::deleted::MESSAGES;
use crate::breaking::{Context, Pairing};
use crate::diag::Severity;
use crate::rules::{Category, meta};

meta! {
    /// ## What it does
    /// Reports messages that a package had and has no more in any of its files.
    /// ## Why
    /// Code that uses the message does not build any more. Moving it to another file of the package is no change for
    /// languages that generate a unit for each package.
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
    /// Packages that are gone altogether are for `PACKAGE_NO_DELETE`. As in buf, the last message of a package may go.
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
