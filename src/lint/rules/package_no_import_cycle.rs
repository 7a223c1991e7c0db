//! `PACKAGE_NO_IMPORT_CYCLE`: packages do not import each other in a circle.

use rustc_hash::FxHashMap;

use crate::diag::Severity;
use crate::lint::Context;
use crate::lint::Index;
use crate::lint::package_graph::PackageGraph;
use crate::rules::{Category, meta};

meta! {
    /// ## What it does
    /// Reports imports that are part of a cycle of packages.
    /// ## Why
    /// Languages that compile package by package cannot compile a cycle, even without a cycle of files.
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
    /// For each import, the shortest cycle is shown.
    PACKAGE_NO_IMPORT_CYCLE {
        categories: &[Category::Minimal, Category::Basic, Category::Standard],
        severity: Severity::Warning,
        on: false,
        settings: &[],
    }
}

pub fn check(index: &Index<'_>, cx: &mut Context<'_>) {
    let graph = PackageGraph::new(index);
    // Search once per pair of packages, however many files import each other.
    let mut circles: FxHashMap<(&str, &str), Option<String>> = FxHashMap::default();
    for file in &index.files {
        for import in file.imports() {
            let Some(target) = import.target() else { continue };
            let (from, to) = (file.package(), target.package());
            let circle = circles.entry((from, to)).or_insert_with(|| Some(shown(&graph.circle(from, to)?)));
            let Some(circle) = circle else { continue };
            let message = format!("this import is part of a cycle of packages: {circle}");
            let help = "move what both need to a package that imports neither";
            cx.report(import.site(), message).help(help);
        }
    }
}

/// A cycle as text; long ones are shortened.
fn shown(circle: &[&str]) -> String {
    match circle {
        [first @ .., _, last] if circle.len() > MOST_SHOWN => {
            format!("{} -> … -> {last}", first[..MOST_SHOWN - 2].join(" -> "))
        }
        all => all.join(" -> "),
    }
}

/// The maximum number of packages shown.
const MOST_SHOWN: usize = 12;
