//! `FILE_SAME_PY_GENERIC_SERVICES`: `py_generic_services` stays what it is.

use crate::breaking::same_option::SameOption;
use crate::breaking::{Context, Pair};
use crate::diag::Severity;
use crate::rules::{Category, meta};
use crate::schema::handles::File;

meta! {
    /// ## What it does
    /// Reports files in which the option `py_generic_services` was changed, added or removed. The default is `false`.
    /// ## Why
    /// The option controls whether Python service classes are generated; code written for the old value no longer
    /// compiles.
    /// ## Before
    /// ```proto
    /// syntax = "proto2";
    /// package acme.v1;
    /// option py_generic_services = true;
    /// ```
    /// ## After
    /// ```proto
    /// syntax = "proto2";
    /// package acme.v1;
    /// ```
    FILE_SAME_PY_GENERIC_SERVICES {
        categories: &[Category::File, Category::Package],
        severity: Severity::Error,
        on: true,
        settings: &[],
    }
}

const OPTION: SameOption = SameOption {
    name: "py_generic_services",
    number: 18,
    default: "false",
    decides: "whether Python service classes are generated",
};

pub fn check(file: Pair<File<'_>>, cx: &mut Context<'_>) {
    OPTION.check(file, cx);
}
