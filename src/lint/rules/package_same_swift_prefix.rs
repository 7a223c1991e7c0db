//! `PACKAGE_SAME_SWIFT_PREFIX`: the files of a package agree on `swift_prefix`.

use crate::diag::Severity;
use crate::lint::Context;
use crate::lint::Index;
use crate::lint::same_option::SameOption;
use crate::rules::{Category, meta};

meta! {
    /// ## What it does
    /// Reports the files of packages in which `swift_prefix` differs between files, or is set only in some.
    /// ## Why
    /// Generated Swift code of one package is then split over several places, and cannot be used together.
    /// ## Bad
    /// ```proto
    /// // file: user.proto
    /// syntax = "proto3";
    ///
    /// package acme.user.v1;
    ///
    /// option swift_prefix = "Acme";
    /// // file: user_service.proto
    /// syntax = "proto3";
    ///
    /// package acme.user.v1;
    /// ```
    /// ## Good
    /// ```proto
    /// // file: user.proto
    /// syntax = "proto3";
    ///
    /// package acme.user.v1;
    ///
    /// option swift_prefix = "Acme";
    /// // file: user_service.proto
    /// syntax = "proto3";
    ///
    /// package acme.user.v1;
    ///
    /// option swift_prefix = "Acme";
    /// ```
    /// ## Fix
    /// `--fix=source` sets the option to the most common value of the package.
    PACKAGE_SAME_SWIFT_PREFIX {
        categories: &[Category::Basic, Category::Standard],
        severity: Severity::Warning,
        on: false,
        settings: &[],
    }
}

const OPTION: SameOption = SameOption { name: "swift_prefix", number: 39 };

pub fn check(index: &Index<'_>, cx: &mut Context<'_>) {
    OPTION.check(index, cx);
}
