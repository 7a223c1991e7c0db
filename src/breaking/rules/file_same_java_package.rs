//! `FILE_SAME_JAVA_PACKAGE`: `java_package` stays what it is.

use crate::breaking::same_option::SameOption;
use crate::breaking::{Context, Pair};
use crate::diag::Severity;
use crate::rules::{Category, meta};
use crate::schema::handles::File;

meta! {
    /// ## What it does
    /// Reports files in which the option `java_package` was changed, added or removed.
    /// ## Why
    /// The option controls the package of Java classes; code written for the old value no longer compiles.
    /// ## Before
    /// ```proto
    /// syntax = "proto2";
    /// package acme.v1;
    /// option java_package = "acme.v1";
    /// ```
    /// ## After
    /// ```proto
    /// syntax = "proto2";
    /// package acme.v1;
    /// ```
    FILE_SAME_JAVA_PACKAGE {
        categories: &[Category::File, Category::Package],
        severity: Severity::Error,
        on: true,
        settings: &[],
    }
}

const OPTION: SameOption =
    SameOption { name: "java_package", number: 1, default: "", decides: "the package of Java classes" };

pub fn check(file: Pair<File<'_>>, cx: &mut Context<'_>) {
    OPTION.check(file, cx);
}
