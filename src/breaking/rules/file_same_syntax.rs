//! `FILE_SAME_SYNTAX`: a file stays proto2, proto3 or in editions.

use crate::breaking::{Breaks, Context, Pair};
use crate::diag::Severity;
use crate::rules::{Category, meta};
use crate::schema::handles::File;

meta! {
    /// ## What it does
    /// Reports files that changed between proto2, proto3 and editions. Without a syntax, a file is proto2; changing to
    /// a later edition is fine.
    /// ## Why
    /// Presence, closed enums, UTF-8 validation and the interface of generated code depend on it.
    /// ## Before
    /// ```proto
    /// syntax = "proto2";
    /// package acme;
    /// ```
    /// ## After
    /// ```proto
    /// syntax = "proto3";
    /// package acme;
    /// ```
    FILE_SAME_SYNTAX {
        categories: &[Category::File, Category::Package, Category::Csr],
        severity: Severity::Error,
        on: true,
        settings: &[],
    }
}

pub fn check(file: Pair<File<'_>>, cx: &mut Context<'_>) {
    let syntax = file.map(syntax);
    if syntax.is_same() {
        return;
    }
    let Pair { old, new } = syntax;
    let message = format!("{} was {old} and is {new}: presence and defaults change", file.new.name());
    let help = format!("keep {old}, or move to editions with the features that keep its behaviour");
    cx.report(file.new.syntax_site(), file.old.syntax_site(), Breaks::Source, message)
        .change(old, new)
        .help(help);
}

fn syntax(file: File<'_>) -> &'static str {
    let level = file.level();
    if level.is_editions() { "in editions" } else { level.name() }
}
