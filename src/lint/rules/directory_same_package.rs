//! `DIRECTORY_SAME_PACKAGE`: the files of a directory are of one package.

use std::collections::BTreeSet;

use crate::diag::Severity;
use crate::lint::Context;
use crate::lint::Index;
use crate::rules::{Category, meta};

meta! {
    /// ## What it does
    /// Reports the files of directories with more than one package, or with and without a package.
    /// ## Why
    /// Generators of many languages make one module per directory.
    /// ## Bad
    /// ```proto
    /// // file: user/user.proto
    /// syntax = "proto3";
    ///
    /// package acme.user.v1;
    /// // file: user/order.proto
    /// syntax = "proto3";
    ///
    /// package acme.order.v1;
    /// ```
    /// ## Good
    /// ```proto
    /// // file: user/user.proto
    /// syntax = "proto3";
    ///
    /// package acme.user.v1;
    /// // file: order/order.proto
    /// syntax = "proto3";
    ///
    /// package acme.order.v1;
    /// ```
    DIRECTORY_SAME_PACKAGE {
        categories: &[Category::Minimal, Category::Basic, Category::Standard],
        severity: Severity::Warning,
        on: false,
        settings: &[],
    }
}

pub fn check(index: &Index<'_>, cx: &mut Context<'_>) {
    for (directory, files) in &index.directories {
        let packages: BTreeSet<_> = files.iter().map(|file| file.package()).collect();
        if packages.len() < 2 {
            continue;
        }
        let named: Vec<_> =
            packages.iter().filter(|name| !name.is_empty()).map(|name| format!("`{name}`")).collect();
        let unnamed = if packages.contains("") { " and files without a package" } else { "" };
        for file in files {
            let message = format!("directory `{directory}` mixes packages: {}{unnamed}", named.join(", "));
            cx.report(file.package_site(), message).help("give each package its own directory");
        }
    }
}
