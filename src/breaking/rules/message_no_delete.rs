//! `MESSAGE_NO_DELETE`: a file keeps its messages.

use crate::breaking::deleted::MESSAGES;
use crate::breaking::{Context, Pair};
use crate::diag::Severity;
use crate::rules::{Category, meta};
use crate::schema::handles::File;

meta! {
    /// ## What it does
    /// Reports messages that were removed from a file: deleted, renamed or moved.
    /// ## Why
    /// Code that uses the message no longer compiles: in languages that generate one file per .proto file, imports of
    /// this one fail.
    /// ## Before
    /// ```proto
    /// message User {}
    /// message Group {}
    /// ```
    /// ## After
    /// ```proto
    /// message User {}
    /// ```
    /// ## Notes
    /// A map entry is a message, so a deleted map field is also reported here, as in buf.
    MESSAGE_NO_DELETE {
        categories: &[Category::File, Category::Csr],
        severity: Severity::Error,
        on: true,
        settings: &[],
    }
}

pub fn check(file: Pair<File<'_>>, cx: &mut Context<'_>) {
    MESSAGES.check_file(file, cx);
}
