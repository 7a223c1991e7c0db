//! `PACKAGE_NO_DELETE`: packages stay.

use crate::breaking::{Breaks, Context, Pairing, names};
use crate::diag::Severity;
use crate::rules::{Category, meta};

meta! {
    /// ## What it does
    /// Reports packages of which no file is left.
    /// ## Why
    /// Everything in the package is gone, and every user of it breaks.
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
            let message = format!("{} was deleted: everything in it is gone", names::package(package));
            let help = "keep the package next to its successor until nobody uses it";
            cx.report(None, file.package_spot(), Breaks::Wire, message).help(help);
        }
    }
}
