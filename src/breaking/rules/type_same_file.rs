//! `TYPE_SAME_FILE`: types stay in their files.

use crate::breaking::deleted::{ENUMS, EXTENSIONS, MESSAGES, SERVICES};
use crate::breaking::{Context, Pairing};
use crate::diag::Severity;
use crate::rules::meta;

meta! {
    /// ## What it does
    /// Reports messages, enums, services and extensions that moved to another file of the same package.
    /// ## Why
    /// Imports of the old file no longer find them, in schemas and in languages that generate one file per .proto file,
    /// such as C++, Python and JavaScript.
    /// ## Before
    /// ```proto
    /// // file: a.proto
    /// syntax = "proto3";
    /// package acme;
    /// message User {}
    /// // file: b.proto
    /// syntax = "proto3";
    /// package acme;
    /// ```
    /// ## After
    /// ```proto
    /// // file: a.proto
    /// syntax = "proto3";
    /// package acme;
    /// // file: b.proto
    /// syntax = "proto3";
    /// package acme;
    /// message User {}
    /// ```
    /// ## Notes
    /// In buf, this counts as a deletion in the category FILE, and is allowed in others.
    TYPE_SAME_FILE {
        categories: &[],
        severity: Severity::Error,
        on: false,
        settings: &[],
    }
}

pub fn check(pairing: &Pairing<'_>, cx: &mut Context<'_>) {
    for file in pairing.sides.old.files() {
        for kind in [MESSAGES, ENUMS, SERVICES, EXTENSIONS] {
            kind.check_moves(file, cx);
        }
    }
}
