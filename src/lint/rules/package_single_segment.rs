//! `PACKAGE_SINGLE_SEGMENT`: packages say whose they are.

use crate::diag::Severity;
use crate::lint::{Context, Index};
use crate::rules::{Category, meta};

meta! {
    /// ## What it does
    /// Reports packages of one word, such as `package user;`.
    /// ## Why
    /// Another schema in the same program may use the same word, and the names conflict when both are loaded. There is
    /// also no place for a version.
    /// ## Bad
    /// ```proto
    /// package user;
    /// ```
    /// ## Good
    /// ```proto
    /// package acme.user.v1;
    /// ```
    /// ## Notes
    /// Each package is reported once, in its first file.
    PACKAGE_SINGLE_SEGMENT {
        categories: &[Category::Design],
        severity: Severity::Note,
        on: true,
        settings: &[],
    }
}

pub fn check(index: &Index<'_>, cx: &mut Context<'_>) {
    for (package, files) in &index.packages {
        let Some(file) = files.first() else { continue };
        if package.is_empty() || package.contains('.') {
            continue;
        }
        let text = format!("package `{package}` is one word, which other schemas may use too");
        cx.report(file.package_site(), text)
            .help(format!("add your organisation before it, as in `acme.{package}.v1`"));
    }
}
