//! `PACKAGE_VERSION_SUFFIX`: packages carry their version.

use crate::compile::handles::File;
use crate::diag::Severity;
use crate::lint::Context;
use crate::lint::names::version;
use crate::rules::{Category, meta};

meta! {
    /// ## What it does
    /// Reports packages whose last part is not a version such as `v1`, `v1beta1`, `v1p1alpha` or `v1test`.
    /// ## Why
    /// A breaking change needs a second package beside the first, so that old clients keep working. Without a version in
    /// the name there is no good name for the second one.
    /// ## Bad
    /// ```proto
    /// package acme.user;
    /// ```
    /// ## Good
    /// ```proto
    /// package acme.user.v1;
    /// ```
    /// ## Notes
    /// A package of one part has no version, even if it looks like one. Files without a package are left alone.
    PACKAGE_VERSION_SUFFIX {
        categories: &[Category::Standard],
        severity: Severity::Warning,
        on: true,
        settings: &[],
    }
}

pub fn check(file: File<'_>, cx: &mut Context<'_>) {
    let package = file.package();
    if package.is_empty() || version(package).is_some() {
        return;
    }
    let message = format!("package `{package}` has no version, so a breaking change has nowhere to go");
    cx.report(file.package_spot(), message)
        .help(format!("name it `{package}.v1`, or whichever version it is"));
}
