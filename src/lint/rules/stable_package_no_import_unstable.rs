//! `STABLE_PACKAGE_NO_IMPORT_UNSTABLE`: stable packages do not depend on unstable ones.

use crate::diag::Severity;
use crate::lint::Context;
use crate::lint::Index;
use crate::lint::names::{is_stable, version};
use crate::rules::meta;

meta! {
    /// ## What it does
    /// Reports imports of a package such as `v1beta1` or `v1alpha` from one that is stable, such as `v1`.
    /// ## Why
    /// A stable package must not break. A dependency on an unstable package, which may break, violates that.
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
    /// package acme.order.v1beta1;
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
    /// Files that are only imported, not linted, may be unstable.
    STABLE_PACKAGE_NO_IMPORT_UNSTABLE {
        categories: &[],
        severity: Severity::Warning,
        on: false,
        settings: &[],
    }
}

pub fn check(index: &Index<'_>, cx: &mut Context<'_>) {
    for file in index.files.iter().filter(|file| version(file.package()).is_some_and(is_stable)) {
        for import in file.imports() {
            let Some(target) = import.target().filter(|&target| index.contains(target)) else { continue };
            if version(target.package()).is_none_or(is_stable) {
                continue;
            }
            let message = format!(
                "stable package `{}` imports unstable package `{}`",
                file.package(),
                target.package()
            );
            cx.report(import.site(), message)
                .help("wait for a stable version of it, or make this package unstable too");
        }
    }
}
