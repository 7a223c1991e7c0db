//! What counts as documentation.

use std::borrow::Cow;

use super::Context;
use crate::rules::{Setting, Value};
use crate::schema::handles::Spot;

/// How lines begin that are for a linter, not for a reader.
pub const EXCLUDES: Setting = Setting {
    name: "comment_excludes",
    default: Value::Text(Cow::Borrowed("buf:lint:ignore, protolint:, (-- api-linter:")),
    docs: "Lines that begin with one of these do not count as documentation.",
};

/// Whether one of the lines of a comment, without their marks, is for the reader.
pub fn is_documentation<'l>(mut lines: impl Iterator<Item = &'l str>, cx: &Context<'_>) -> bool {
    lines.any(|line| !line.is_empty() && !cx.words(&EXCLUDES).any(|start| line.starts_with(start)))
}

/// Reports a declaration unless its comment says something to the reader. A descriptor set without places has no
/// comments either, whatever the source had.
pub fn require(lines: &[&str], spot: Spot<'_>, noun: &str, name: &str, cx: &mut Context<'_>) {
    if is_documentation(lines.iter().copied(), cx) || spot.place().range().is_none() {
        return;
    }
    let message = format!("{noun} `{name}` has no comment: readers have only its name to go by");
    cx.report(spot, message).help("say above it what it is for");
}
