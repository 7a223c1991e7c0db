//! `PACKAGE_NO_DELETE`: packages stay.

use crate::breaking::{Breaks, Context, Pairing, names};
use crate::diag::Severity;
use crate::rules::{Category, meta};

meta! {
    /// ## What it does
    /// Reports packages that were deleted.
    /// ## Why
    /// All declarations of the package are deleted, so all users break.
    /// ## Before
    /// ```proto
    /// // file: user.proto
    /// syntax = "proto3";
    /// package acme.user.v1;
    /// ```
    /// ## After
    /// ```proto
    /// // file: user.proto
    /// syntax = "proto3";
    /// package acme.user.v2;
    /// ```
    PACKAGE_NO_DELETE {
        categories: &[Category::Package],
        severity: Severity::Error,
        on: false,
        settings: &[],
    }
}

pub fn check(pairing: &Pairing<'_>, cx: &mut Context<'_>) {
    for (package, files) in &pairing.packages.old {
        if pairing.packages.new.contains_key(package) {
            continue;
        }
        if let Some(file) = files.first() {
            let message = format!("{} was deleted, with everything in it", names::package(package));
            let help = "keep the package in addition to its successor until nobody uses it";
            cx.report(None, file.package_site(), Breaks::Wire, message).help(help);
        }
    }
}
