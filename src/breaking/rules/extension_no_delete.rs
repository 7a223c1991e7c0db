//! `EXTENSION_NO_DELETE`: a file keeps its extensions.

use crate::breaking::deleted::EXTENSIONS;
use crate::breaking::{Context, Pair};
use crate::diag::Severity;
use crate::rules::{Category, meta};
use crate::schema::handles::File;

meta! {
    /// ## What it does
    /// Reports extensions that were removed from a file: deleted, renamed or moved.
    /// ## Why
    /// Code that uses the extension no longer compiles: in languages that generate one file per .proto file, imports of
    /// this one fail.
    /// ## Before
    /// ```proto
    /// syntax = "proto2";
    /// message User {
    ///   extensions 100 to 200;
    /// }
    /// extend User {
    ///   optional string note = 100;
    /// }
    /// ```
    /// ## After
    /// ```proto
    /// syntax = "proto2";
    /// message User {
    ///   extensions 100 to 200;
    /// }
    /// ```
    EXTENSION_NO_DELETE {
        categories: &[Category::File],
        severity: Severity::Error,
        on: true,
        settings: &[],
    }
}

pub fn check(file: Pair<File<'_>>, cx: &mut Context<'_>) {
    EXTENSIONS.check_file(file, cx);
}
