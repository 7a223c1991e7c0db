//! `PACKAGE_DIRECTORY_MATCH`: files lie in the directory of their package.

use crate::diag::Severity;
use crate::lint::Context;
use crate::rules::{Category, meta};
use crate::schema::handles::File;

meta! {
    /// ## What it does
    /// Reports files whose directory, seen from the import root, is not their package with slashes for dots.
    /// ## Why
    /// Who knows the name of a message can then find its file, and no two packages mix in a directory, which generated
    /// code of many languages does not survive.
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
        "package `{package}` belongs into directory `{expected}`, but the file is in `{}`",
        file.directory()
    );
    cx.report(file.package_spot(), message)
        .help(format!("move the file to `{expected}`, or rename the package"));
}
