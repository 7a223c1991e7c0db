//! `PACKAGE_SAME_DIRECTORY`: the files of a package are in one directory.

use std::collections::BTreeSet;

use crate::diag::Severity;
use crate::lint::Context;
use crate::lint::Index;
use crate::lint::names::shown_package;
use crate::rules::{Category, meta};

meta! {
    /// ## What it does
    /// Reports the files of packages that are spread over several directories.
    /// ## Why
    /// Generators of many languages make one module per directory, so the parts of the package would not see each
    /// other.
    /// ## Bad
    /// ```proto
    /// // file: user/user.proto
    /// syntax = "proto3";
    ///
    /// package acme.user.v1;
    /// // file: service/user_service.proto
    /// syntax = "proto3";
    ///
    /// package acme.user.v1;
    /// ```
    /// ## Good
    /// ```proto
    /// // file: user/user.proto
    /// syntax = "proto3";
    ///
    /// package acme.user.v1;
    /// // file: user/user_service.proto
    /// syntax = "proto3";
    ///
    /// package acme.user.v1;
    /// ```
    PACKAGE_SAME_DIRECTORY {
        categories: &[Category::Minimal, Category::Basic, Category::Standard],
        severity: Severity::Warning,
        on: false,
        settings: &[],
    }
}

pub fn check(index: &Index<'_>, cx: &mut Context<'_>) {
    for (package, files) in &index.packages {
        let directories: BTreeSet<_> = files.iter().map(|file| file.directory()).collect();
        if directories.len() < 2 {
            continue;
        }
        let directories: Vec<_> = directories.iter().map(|name| format!("`{name}`")).collect();
        let package = shown_package(package);
        for file in files {
            let message = format!("{package} is spread over {}", directories.join(", "));
            cx.report(file.package_site(), message).help("move the files of the package to one directory");
        }
    }
}
