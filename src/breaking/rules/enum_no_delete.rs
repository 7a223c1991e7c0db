//! `ENUM_NO_DELETE`: a file keeps its enums.

use crate::breaking::deleted::ENUMS;
use crate::breaking::{Context, Pair};
use crate::diag::Severity;
use crate::rules::{Category, meta};
use crate::schema::handles::File;

meta! {
    /// ## What it does
    /// Reports enums that were removed from a file: deleted, renamed or moved.
    /// ## Why
    /// Code that uses the enum no longer compiles: in languages that generate one file per .proto file, imports of this
    /// one fail.
    /// ## Before
    /// ```proto
    /// enum State {
    ///   STATE_UNSPECIFIED = 0;
    /// }
    /// ```
    /// ## After
    /// ```proto
    /// message State {}
    /// ```
    ENUM_NO_DELETE {
        categories: &[Category::File, Category::Csr],
        severity: Severity::Error,
        on: true,
        settings: &[],
    }
}

pub fn check(file: Pair<File<'_>>, cx: &mut Context<'_>) {
    ENUMS.check_file(file, cx);
}
