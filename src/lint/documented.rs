//! Which comments count as documentation.

use std::borrow::Cow;

use super::Context;
use crate::rules::{Setting, SettingValue};
use crate::schema::handles::Site;

/// Prefixes of lines for linters, not for readers.
pub const EXCLUDES: Setting = Setting {
    name: "comment_excludes",
    default: SettingValue::Text(Cow::Borrowed("buf:lint:ignore, protolint:, (-- api-linter:")),
    docs: "Lines that begin with one of these do not count as documentation.",
};

/// Whether a comment, as lines without comment markers, has a line for readers.
pub fn is_documentation<'l>(mut lines: impl Iterator<Item = &'l str>, cx: &Context<'_>) -> bool {
    lines.any(|line| !line.is_empty() && !cx.words(&EXCLUDES).any(|start| line.starts_with(start)))
}

/// Reports a declaration without documentation. A descriptor set without positions has no comments, whatever the source
/// had.
pub fn require(lines: &[&str], site: Site<'_>, noun: &str, name: &str, cx: &mut Context<'_>) {
    if is_documentation(lines.iter().copied(), cx) || site.place().range().is_none() {
        return;
    }
    let message = format!("{noun} `{name}` has no comment, so readers only see its name");
    cx.report(site, message).help("add a comment above it that says what it is for");
}
