//! `SYNTAX_CONSISTENT`: all files speak one language.

use std::borrow::Cow;

use crate::diag::Severity;
use crate::lint::Context;
use crate::rules::{Category, Setting, SettingValue, meta};
use crate::schema::handles::File;

const SYNTAX: Setting = Setting {
    name: "syntax",
    default: SettingValue::Text(Cow::Borrowed("proto3")),
    docs: "The expected syntax: `proto2`, `proto3` or an edition, such as `2023`.",
};

meta! {
    /// ## What it does
    /// Reports files that are not proto3.
    /// ## Why
    /// Presence, defaults, closed enums and packing differ between them, so the same line has different meanings in
    /// different files.
    /// ## Bad
    /// ```proto
    /// syntax = "proto2";
    /// ```
    /// ## Good
    /// ```proto
    /// syntax = "proto3";
    /// ```
    SYNTAX_CONSISTENT {
        categories: &[Category::Style],
        severity: Severity::Warning,
        on: false,
        settings: &[SYNTAX],
    }
}

pub fn check(file: File<'_>, cx: &mut Context<'_>) {
    let (wanted, level) = (cx.text(&SYNTAX), file.level().name());
    if wanted == level || file.is_damaged() {
        return;
    }
    let text = format!("the file is in `{level}`, not in `{wanted}`");
    let help = format!("convert it to `{wanted}`, if its users allow that");
    let site = file.tree().and_then(|tree| Some(file.text_site(tree.span(tree.syntax?.value))));
    cx.report(site.unwrap_or_else(|| file.site()), text).help(help);
}
