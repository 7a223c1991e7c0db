//! `FILE_SAME_CC_ENABLE_ARENAS`: `cc_enable_arenas` stays what it is.

use crate::breaking::same_option::SameOption;
use crate::breaking::{Context, Pair};
use crate::diag::Severity;
use crate::rules::{Category, meta};
use crate::schema::handles::File;

meta! {
    /// ## What it does
    /// Reports files in which the option `cc_enable_arenas` was changed, added or removed. The default is `true`.
    /// ## Why
    /// The option controls how C++ messages are allocated; code written for the old value no longer compiles.
    /// ## Before
    /// ```proto
    /// syntax = "proto2";
    /// package acme.v1;
    /// option cc_enable_arenas = false;
    /// ```
    /// ## After
    /// ```proto
    /// syntax = "proto2";
    /// package acme.v1;
    /// ```
    FILE_SAME_CC_ENABLE_ARENAS {
        categories: &[Category::File, Category::Package],
        severity: Severity::Error,
        on: true,
        settings: &[],
    }
}

const OPTION: SameOption = SameOption {
    name: "cc_enable_arenas",
    number: 31,
    default: "true",
    decides: "how C++ messages are allocated",
};

pub fn check(file: Pair<File<'_>>, cx: &mut Context<'_>) {
    OPTION.check(file, cx);
}
