//! `PACKAGE_LOWER_SNAKE_CASE`: package names are in `lower_snake_case`.

use crate::diag::Severity;
use crate::lint::Context;
use crate::lint::names::lower_snake_case;
use crate::rules::{Category, meta};
use crate::schema::handles::File;

meta! {
    /// ## What it does
    /// Reports packages with a part that is not in `lower_snake_case`.
    /// ## Why
    /// Packages become directories, modules and namespaces, which are in lower case in several languages.
    /// ## Bad
    /// ```proto
    /// package acme.userService.v1;
    /// ```
    /// ## Good
    /// ```proto
    /// package acme.user_service.v1;
    /// ```
    PACKAGE_LOWER_SNAKE_CASE {
        categories: &[Category::Basic, Category::Standard],
        severity: Severity::Warning,
        on: true,
        settings: &[],
    }
}

pub fn check(file: File<'_>, cx: &mut Context<'_>) {
    let package = file.package();
    let expected: Vec<_> = package.split('.').map(lower_snake_case).collect();
    let expected = expected.join(".");
    if package != expected {
        let message = format!("package `{package}` is not in lower_snake_case");
        cx.report(file.package_site(), message).help(format!("name it `{expected}`"));
    }
}
