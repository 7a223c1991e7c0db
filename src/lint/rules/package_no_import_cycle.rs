//! `PACKAGE_NO_IMPORT_CYCLE`: packages do not import each other in a circle.

use rustc_hash::FxHashMap;

use crate::diag::Severity;
use crate::lint::Context;
use crate::lint::Index;
use crate::lint::package_graph::PackageGraph;
use crate::rules::{Category, meta};

meta! {
    /// ## What it does
    /// Reports imports of a package that, by way of its own imports, comes back to the importing one.
    /// ## Why
    /// Languages that build package by package cannot build a circle, even though no file imports itself.
    /// ## Bad
    /// ```proto
    /// // file: user.proto
    /// syntax = "proto3";
    ///
    /// package acme.user.v1;
    ///
    /// import "order.proto";
    /// // file: order.proto
    /// syntax = "proto3";
    ///
    /// package acme.order.v1;
    /// // file: status.proto
    /// syntax = "proto3";
    ///
    /// package acme.order.v1;
    ///
    /// import "user.proto";
    /// ```
    /// ## Good
    /// ```proto
    /// // file: user.proto
    /// syntax = "proto3";
    ///
    /// package acme.user.v1;
    ///
    /// import "order.proto";
    /// // file: order.proto
    /// syntax = "proto3";
    ///
    /// package acme.order.v1;
    /// ```
    /// ## Notes
    /// Of several circles through an import the shortest is shown.
    PACKAGE_NO_IMPORT_CYCLE {
        categories: &[Category::Minimal, Category::Basic, Category::Standard],
        severity: Severity::Warning,
        on: false,
        settings: &[],
    }
}

pub fn check(index: &Index<'_>, cx: &mut Context<'_>) {
    let graph = PackageGraph::new(index);
    // Each package asks once for each package it imports, however many of its files do.
    let mut circles: FxHashMap<(&str, &str), Option<String>> = FxHashMap::default();
    for file in &index.files {
        for import in file.imports() {
            let Some(target) = import.target() else { continue };
            let (from, to) = (file.package(), target.package());
            let circle = circles.entry((from, to)).or_insert_with(|| Some(shown(&graph.circle(from, to)?)));
            let Some(circle) = circle else { continue };
            let message = format!("this import closes a circle of packages: {circle}");
            let help = "move what both need into a package that imports neither";
            cx.report(import.spot(), message).help(help);
        }
    }
}

/// A circle as text. Of a long one the beginning and the end say enough.
fn shown(circle: &[&str]) -> String {
    match circle {
        [first @ .., _, last] if circle.len() > MOST_SHOWN => {
            format!("{} -> … -> {last}", first[..MOST_SHOWN - 2].join(" -> "))
        }
        all => all.join(" -> "),
    }
}

/// How many packages of a circle are shown.
const MOST_SHOWN: usize = 12;
