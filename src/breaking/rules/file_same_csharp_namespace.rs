//! `FILE_SAME_CSHARP_NAMESPACE`: `csharp_namespace` stays what it is.

use crate::breaking::same_option::SameOption;
use crate::breaking::{Context, Pair};
use crate::diag::Severity;
use crate::rules::{Category, meta};
use crate::schema::handles::File;

meta! {
    /// ## What it does
    /// Reports files in which the option `csharp_namespace` was changed, added or removed.
    /// ## Why
    /// The option controls the namespace of C# classes; code written for the old value no longer compiles.
    /// ## Before
    /// ```proto
    /// syntax = "proto2";
    /// package acme.v1;
    /// option csharp_namespace = "acme.v1";
    /// ```
    /// ## After
    /// ```proto
    /// syntax = "proto2";
    /// package acme.v1;
    /// ```
    FILE_SAME_CSHARP_NAMESPACE {
        categories: &[Category::File, Category::Package],
        severity: Severity::Error,
        on: true,
        settings: &[],
    }
}

const OPTION: SameOption =
    SameOption { name: "csharp_namespace", number: 37, default: "", decides: "the namespace of C# classes" };

pub fn check(file: Pair<File<'_>>, cx: &mut Context<'_>) {
    OPTION.check(file, cx);
}
