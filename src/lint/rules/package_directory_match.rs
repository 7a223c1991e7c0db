//! `PACKAGE_DIRECTORY_MATCH`: files lie in the directory of their package.

use crate::diag::Severity;
use crate::lint::Context;
use crate::rules::{Category, meta};
use crate::schema::handles::File;

meta! {
    /// ## What it does
    /// Reports files whose directory, relative to the import root, does not match their package.
    /// ## Why
    /// The file of a message can be found by its name, and packages do not mix in a directory, which does not work in
    /// many languages.
    /// ## Bad
    /// ```proto
    /// // file: user/user.proto
    /// syntax = "proto3";
    ///
    /// package acme.user.v1;
    /// ```
    /// ## Good
    /// ```proto
    /// // file: acme/user/v1/user.proto
    /// syntax = "proto3";
    ///
    /// package acme.user.v1;
    /// ```
    PACKAGE_DIRECTORY_MATCH {
        categories: &[Category::Minimal, Category::Basic, Category::Standard],
        severity: Severity::Warning,
        on: false,
        settings: &[],
    }
}

pub fn check(file: File<'_>, cx: &mut Context<'_>) {
    let package = file.package();
    let expected = package.replace('.', "/");
    if package.is_empty() || file.directory() == expected {
        return;
    }
    let message = format!(
        "package `{package}` belongs in directory `{expected}`, but the file is in `{}`",
        file.directory()
    );
    cx.report(file.package_site(), message)
        .help(format!("move the file to `{expected}`, or rename the package"));
}
