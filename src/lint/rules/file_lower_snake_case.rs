//! `FILE_LOWER_SNAKE_CASE`: file names are in `lower_snake_case`.

use crate::diag::Severity;
use crate::lint::Context;
use crate::lint::names::lower_snake_case;
use crate::rules::{Category, meta};
use crate::schema::handles::File;

meta! {
    /// ## What it does
    /// Reports files whose name, without directory and extension, is not in `lower_snake_case`.
    /// ## Why
    /// Generated files are named after the file, and some file systems are case-insensitive.
    /// ## Bad
    /// ```proto
    /// // file: userService.proto
    /// syntax = "proto3";
    /// ```
    /// ## Good
    /// ```proto
    /// // file: user_service.proto
    /// syntax = "proto3";
    /// ```
    FILE_LOWER_SNAKE_CASE {
        categories: &[Category::Standard],
        severity: Severity::Warning,
        on: true,
        settings: &[],
    }
}

pub fn check(file: File<'_>, cx: &mut Context<'_>) {
    let base = file.name().rsplit('/').next().unwrap_or_default();
    let (stem, extension) = base.rsplit_once('.').unwrap_or((base, "proto"));
    let expected = lower_snake_case(stem);
    if stem != expected {
        let message = format!("the name of `{base}` is not in lower_snake_case");
        cx.report(file.site(), message).help(format!("name it `{expected}.{extension}`"));
    }
}
