//! `PACKAGE_SERVICE_NO_DELETE`: a package keeps its services.

use crate::breaking::deleted::SERVICES;
use crate::breaking::{Context, Pairing};
use crate::diag::Severity;
use crate::rules::{Category, meta};

meta! {
    /// ## What it does
    /// Reports services that a package had and has no more in any of its files.
    /// ## Why
    /// Code that uses the service does not build any more. Moving it to another file of the package is no change for
    /// languages that generate a unit for each package.
    /// ## Before
    /// ```proto
    /// message Empty {}
    /// service Users {
    ///   rpc Ping(Empty) returns (Empty);
    /// }
    /// ```
    /// ## After
    /// ```proto
    /// message Empty {}
    /// ```
    /// ## Notes
    /// Packages that are gone altogether are for `PACKAGE_NO_DELETE`.
    PACKAGE_SERVICE_NO_DELETE {
        categories: &[Category::Package],
        severity: Severity::Error,
        on: false,
        settings: &[],
    }
}

pub fn check(pairing: &Pairing<'_>, cx: &mut Context<'_>) {
    SERVICES.check_packages(pairing, cx);
}
