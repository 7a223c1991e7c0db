//! `FILE_SAME_JAVA_OUTER_CLASSNAME`: `java_outer_classname` stays what it is.

use crate::breaking::same_option::SameOption;
use crate::breaking::{Context, Pair};
use crate::diag::Severity;
use crate::rules::{Category, meta};
use crate::schema::handles::File;

meta! {
    /// ## What it does
    /// Reports files in which the option `java_outer_classname` was changed, added or removed.
    /// ## Why
    /// The option controls the name of the outer Java class; code written for the old value no longer compiles.
    /// ## Before
    /// ```proto
    /// syntax = "proto2";
    /// package acme.v1;
    /// option java_outer_classname = "acme.v1";
    /// ```
    /// ## After
    /// ```proto
    /// syntax = "proto2";
    /// package acme.v1;
    /// ```
    FILE_SAME_JAVA_OUTER_CLASSNAME {
        categories: &[Category::File, Category::Package],
        severity: Severity::Error,
        on: true,
        settings: &[],
    }
}

const OPTION: SameOption = SameOption {
    name: "java_outer_classname",
    number: 8,
    default: "",
    decides: "the name of the outer Java class",
};

pub fn check(file: Pair<File<'_>>, cx: &mut Context<'_>) {
    OPTION.check(file, cx);
}
