//! `FILE_SAME_OPTIMIZE_FOR`: `optimize_for` stays what it is.

use crate::breaking::same_option::SameOption;
use crate::breaking::{Context, Pair};
use crate::diag::Severity;
use crate::rules::{Category, meta};
use crate::schema::handles::File;

meta! {
    /// ## What it does
    /// Reports files in which the option `optimize_for` was changed, added or removed. The default is `SPEED`.
    /// ## Why
    /// The option controls what generated code can do; code written for the old value no longer compiles.
    /// ## Before
    /// ```proto
    /// syntax = "proto2";
    /// package acme.v1;
    /// option optimize_for = CODE_SIZE;
    /// ```
    /// ## After
    /// ```proto
    /// syntax = "proto2";
    /// package acme.v1;
    /// ```
    FILE_SAME_OPTIMIZE_FOR {
        categories: &[Category::File, Category::Package],
        severity: Severity::Error,
        on: true,
        settings: &[],
    }
}

const OPTION: SameOption =
    SameOption { name: "optimize_for", number: 9, default: "SPEED", decides: "what generated code can do" };

pub fn check(file: Pair<File<'_>>, cx: &mut Context<'_>) {
    OPTION.check(file, cx);
}
