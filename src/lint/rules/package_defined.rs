//! `PACKAGE_DEFINED`: files have a package.

use crate::diag::Severity;
use crate::lint::Context;
use crate::rules::{Category, meta};
use crate::schema::handles::File;

meta! {
    /// ## What it does
    /// Reports files without a package.
    /// ## Why
    /// Names without a package are shared by everything that is ever linked together, so two teams that both define
    /// `User` cannot work with each other.
    /// ## Bad
    /// ```proto
    /// message User {}
    /// ```
    /// ## Good
    /// ```proto
    /// package acme.user.v1;
    ///
    /// message User {}
    /// ```
    PACKAGE_DEFINED {
        categories: &[Category::Minimal, Category::Basic, Category::Standard],
        severity: Severity::Warning,
        on: false,
        settings: &[],
    }
}

pub fn check(file: File<'_>, cx: &mut Context<'_>) {
    if file.package().is_empty() && !file.is_damaged() {
        cx.report(file.spot(), "the file has no package, so its names clash with those of anybody else")
            .help("add a `package` statement, such as `package acme.user.v1;`");
    }
}
