//! `SERVICE_NO_DELETE`: a file keeps its services.

use crate::breaking::deleted::SERVICES;
use crate::breaking::{Context, Pair};
use crate::diag::Severity;
use crate::rules::{Category, meta};
use crate::schema::handles::File;

meta! {
    /// ## What it does
    /// Reports services that a file had and has no more, whether they were deleted, renamed or moved.
    /// ## Why
    /// Code that uses the service does not build any more: where languages generate a file for each file, code that
    /// imports this one does not find it.
    /// ## Before
    /// ```proto
    /// message Empty {}
    /// service Users {
    ///   rpc Ping(Empty) returns (Empty);
    /// }
    /// ```
    /// ## After
    /// ```proto
    /// message Empty {}
    /// ```
    SERVICE_NO_DELETE {
        categories: &[Category::File],
        severity: Severity::Error,
        on: true,
        settings: &[],
    }
}

pub fn check(file: Pair<File<'_>>, cx: &mut Context<'_>) {
    SERVICES.check_file(file, cx);
}
