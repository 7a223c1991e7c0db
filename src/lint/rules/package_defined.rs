//! `PACKAGE_DEFINED`: files have a package.

use crate::diag::Severity;
use crate::lint::Context;
use crate::rules::{Category, meta};
use crate::schema::handles::File;

meta! {
    /// ## What it does
    /// Reports files without a package.
    /// ## Why
    /// Without a package, all names are global, so two schemas that both define `User` cannot be used together.
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
        cx.report(
            file.site(),
            "the file has no package, so its names can conflict with those of other schemas",
        )
        .help("add a `package` statement, such as `package acme.user.v1;`");
    }
}
