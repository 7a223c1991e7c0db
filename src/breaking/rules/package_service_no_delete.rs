//! `PACKAGE_SERVICE_NO_DELETE`: a package keeps its services.

use crate::breaking::deleted::SERVICES;
use crate::breaking::{Context, Pairing};
use crate::diag::Severity;
use crate::rules::{Category, meta};

meta! {
    /// ## What it does
    /// Reports services that were deleted from all files of a package.
    /// ## Why
    /// Code that uses the service no longer compiles. Moving it to another file of the package is compatible in
    /// languages that generate one unit per package.
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
    /// Deleted packages are reported by `PACKAGE_NO_DELETE`.
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
