//! `MESSAGE_NO_DELETE`: a file keeps its messages.

use crate::breaking::deleted::MESSAGES;
use crate::breaking::{Context, Pair};
use crate::diag::Severity;
use crate::rules::{Category, meta};
use crate::schema::handles::File;

meta! {
    /// ## What it does
    /// Reports messages that a file had and has no more, whether they were deleted, renamed or moved.
    /// ## Why
    /// Code that uses the message does not build any more: where languages generate a file for each file, code that
    /// imports this one does not find it.
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
    /// A map is a message too, so a deleted map field is reported here as well, as buf does.
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
