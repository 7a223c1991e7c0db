//! `FILE_SAME_PACKAGE`: a file stays in its package.

use crate::breaking::{Breaks, Context, Pair, names};
use crate::diag::Severity;
use crate::rules::{Category, meta};
use crate::schema::handles::File;

meta! {
    /// ## What it does
    /// Reports files whose package changed.
    /// ## Why
    /// The package is part of every full name: in generated code, in request paths and in `Any`.
    /// ## Before
    /// ```proto
    /// package acme.v1;
    /// ```
    /// ## After
    /// ```proto
    /// package acme.v2;
    /// ```
    FILE_SAME_PACKAGE {
        categories: &[Category::File, Category::Package, Category::WireJson, Category::Wire, Category::Csr],
        severity: Severity::Error,
        on: true,
        settings: &[],
    }
}

pub fn check(file: Pair<File<'_>>, cx: &mut Context<'_>) {
    let package = file.map(File::package);
    if package.is_same() {
        return;
    }
    let (old, new) = (names::package(package.old), names::package(package.new));
    let message = format!("{} moved from {old} to {new}: all full names in it change", file.new.name());
    let help = "restore the package, and use a separate file for the new one";
    cx.report(file.new.package_site(), file.old.package_site(), Breaks::Wire, message)
        .change(old, new)
        .help(help);
}
