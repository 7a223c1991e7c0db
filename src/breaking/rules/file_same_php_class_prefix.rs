//! `FILE_SAME_PHP_CLASS_PREFIX`: `php_class_prefix` stays what it is.

use crate::breaking::same_option::SameOption;
use crate::breaking::{Context, Pair};
use crate::diag::Severity;
use crate::rules::{Category, meta};
use crate::schema::handles::File;

meta! {
    /// ## What it does
    /// Reports files in which the option `php_class_prefix` was changed, added or removed.
    /// ## Why
    /// The option controls the names of PHP classes; code written for the old value no longer compiles.
    /// ## Before
    /// ```proto
    /// syntax = "proto2";
    /// package acme.v1;
    /// option php_class_prefix = "acme.v1";
    /// ```
    /// ## After
    /// ```proto
    /// syntax = "proto2";
    /// package acme.v1;
    /// ```
    FILE_SAME_PHP_CLASS_PREFIX {
        categories: &[Category::File, Category::Package],
        severity: Severity::Error,
        on: true,
        settings: &[],
    }
}

const OPTION: SameOption =
    SameOption { name: "php_class_prefix", number: 40, default: "", decides: "the names of PHP classes" };

pub fn check(file: Pair<File<'_>>, cx: &mut Context<'_>) {
    OPTION.check(file, cx);
}
