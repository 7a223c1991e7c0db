//! `FILE_SAME_GO_PACKAGE`: `go_package` stays what it is.

use crate::breaking::same_option::SameOption;
use crate::breaking::{Context, Pair};
use crate::diag::Severity;
use crate::rules::{Category, meta};
use crate::schema::handles::File;

meta! {
    /// ## What it does
    /// Reports files in which the option `go_package` was changed, added or removed.
    /// ## Why
    /// The option controls the import path of Go code; code written for the old value no longer compiles.
    /// ## Before
    /// ```proto
    /// syntax = "proto2";
    /// package acme.v1;
    /// option go_package = "acme.v1";
    /// ```
    /// ## After
    /// ```proto
    /// syntax = "proto2";
    /// package acme.v1;
    /// ```
    FILE_SAME_GO_PACKAGE {
        categories: &[Category::File, Category::Package],
        severity: Severity::Error,
        on: true,
        settings: &[],
    }
}

const OPTION: SameOption =
    SameOption { name: "go_package", number: 11, default: "", decides: "the import path of Go code" };

pub fn check(file: Pair<File<'_>>, cx: &mut Context<'_>) {
    OPTION.check(file, cx);
}
