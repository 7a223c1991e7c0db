//! `PACKAGE_JAVA_STYLE`: packages do not begin with the end of a domain.

use crate::diag::Severity;
use crate::lint::Context;
use crate::rules::{Category, meta};
use crate::schema::handles::File;

meta! {
    /// ## What it does
    /// Reports packages that start with `com`, `org` and the like, as in Java.
    /// ## Why
    /// The name of the organisation is unique enough, and is the usual start in other languages; for Java, there is
    /// `java_package`.
    /// ## Bad
    /// ```proto
    /// package com.acme.user.v1;
    /// ```
    /// ## Good
    /// ```proto
    /// package acme.user.v1;
    /// ```
    PACKAGE_JAVA_STYLE {
        categories: &[Category::Style],
        severity: Severity::Warning,
        on: false,
        settings: &[],
    }
}

/// The ends of domains.
const DOMAINS: [&str; 7] = ["com", "dev", "edu", "gov", "io", "net", "org"];

pub fn check(file: File<'_>, cx: &mut Context<'_>) {
    let Some((first, rest)) = file.package().split_once('.') else { return };
    if !DOMAINS.contains(&first) {
        return;
    }
    let text =
        format!("package `{}` starts with `{first}`, which has no meaning outside Java", file.package());
    cx.report(file.package_site(), text).help(format!("name it `{rest}`, and set `java_package` for Java"));
}
