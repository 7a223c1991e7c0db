//! `PACKAGE_EXTENSION_NO_DELETE`: a package keeps its extensions.

use crate::breaking::deleted::EXTENSIONS;
use crate::breaking::{Context, Pairing};
use crate::diag::Severity;
use crate::rules::{Category, meta};

meta! {
    /// ## What it does
    /// Reports extensions that were deleted from all files of a package.
    /// ## Why
    /// Code that uses the extension no longer compiles. Moving it to another file of the package is compatible in
    /// languages that generate one unit per package.
    /// ## Before
    /// ```proto
    /// syntax = "proto2";
    /// message User {
    ///   extensions 100 to 200;
    /// }
    /// extend User {
    ///   optional string note = 100;
    ///   optional string tag = 101;
    /// }
    /// ```
    /// ## After
    /// ```proto
    /// syntax = "proto2";
    /// message User {
    ///   extensions 100 to 200;
    /// }
    /// extend User {
    ///   optional string tag = 101;
    /// }
    /// ```
    /// ## Notes
    /// Deleted packages are reported by `PACKAGE_NO_DELETE`. As in buf, the last extension of a package may be deleted.
    PACKAGE_EXTENSION_NO_DELETE {
        categories: &[Category::Package],
        severity: Severity::Error,
        on: false,
        settings: &[],
    }
}

pub fn check(pairing: &Pairing<'_>, cx: &mut Context<'_>) {
    EXTENSIONS.check_packages(pairing, cx);
}
