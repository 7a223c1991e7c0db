//! `FILE_NO_DELETE`: files stay.

use crate::breaking::{Breaks, Context, Pairing};
use crate::diag::Severity;
use crate::rules::{Category, meta};

meta! {
    /// ## What it does
    /// Reports files that were removed: deleted, renamed or moved to another directory. Files that were only imported
    /// count too.
    /// ## Why
    /// Schemas and generated code that import the file no longer compile.
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
            let message = format!("file {} was deleted: files that import it no longer compile", file.name());
            let help = "restore it; if its contents moved, keep a file here that imports them publicly";
            // A deleted file has no place of its own. Most have a package, which identifies the file.
            cx.report(None, file.package_site(), Breaks::Source, message).help(help);
        }
    }
}
