//! `FILE_NO_DELETE`: files stay.

use crate::breaking::{Breaks, Context, Pairing};
use crate::diag::Severity;
use crate::rules::{Category, meta};

meta! {
    /// ## What it does
    /// Reports files that are gone: deleted, renamed or moved to another directory. Files that were only imported
    /// count too.
    /// ## Why
    /// Whoever imports the file, in a schema or in generated code, does not find it any more.
    /// ## Before
    /// ```proto
    /// // file: user.proto
    /// syntax = "proto3";
    /// package acme;
    /// // file: group.proto
    /// syntax = "proto3";
    /// package acme;
    /// ```
    /// ## After
    /// ```proto
    /// // file: user.proto
    /// syntax = "proto3";
    /// package acme;
    /// ```
    FILE_NO_DELETE {
        categories: &[Category::File, Category::Csr],
        severity: Severity::Error,
        on: true,
        settings: &[],
    }
}

pub fn check(pairing: &Pairing<'_>, cx: &mut Context<'_>) {
    for file in pairing.sides.old.files() {
        if pairing.file(file).is_none() {
            let message = format!("file {} was deleted: what imports it does not build", file.name());
            let help = "put it back; where its contents moved, leave a file here that imports them publicly";
            // A file has no line of its own. This one is in most, and says what the file was.
            cx.report(None, file.package_spot(), Breaks::Source, message).help(help);
        }
    }
}
