//! `SERVICE_NO_DELETE`: a file keeps its services.

use crate::breaking::deleted::SERVICES;
use crate::breaking::{Context, Pair};
use crate::diag::Severity;
use crate::rules::{Category, meta};
use crate::schema::handles::File;

meta! {
    /// ## What it does
    /// Reports services that were removed from a file: deleted, renamed or moved.
    /// ## Why
    /// Code that uses the service no longer compiles: in languages that generate one file per .proto file, imports of
    /// this one fail.
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
