//! `FILE_SAME_JAVA_MULTIPLE_FILES`: `java_multiple_files` stays what it is.

use crate::breaking::same_option::SameOption;
use crate::breaking::{Context, Pair};
use crate::diag::Severity;
use crate::rules::{Category, meta};
use crate::schema::handles::File;

meta! {
    /// ## What it does
    /// Reports files in which the option `java_multiple_files` was changed, added or removed. The default is `false`.
    /// ## Why
    /// The option controls whether Java classes are top-level or nested in an outer class; code written for the old
    /// value no longer compiles.
    /// ## Before
    /// ```proto
    /// syntax = "proto2";
    /// package acme.v1;
    /// option java_multiple_files = true;
    /// ```
    /// ## After
    /// ```proto
    /// syntax = "proto2";
    /// package acme.v1;
    /// ```
    FILE_SAME_JAVA_MULTIPLE_FILES {
        categories: &[Category::File, Category::Package],
        severity: Severity::Error,
        on: true,
        settings: &[],
    }
}

const OPTION: SameOption = SameOption {
    name: "java_multiple_files",
    number: 10,
    default: "false",
    decides: "whether Java classes are top-level or nested in an outer class",
};

pub fn check(file: Pair<File<'_>>, cx: &mut Context<'_>) {
    OPTION.check(file, cx);
}
