//! `RESERVED_NUMBER_WITHOUT_NAME`: a deleted field takes its name along.

use crate::diag::Severity;
use crate::lint::Context;
use crate::rules::{Category, meta};
use crate::schema::handles::Message;

meta! {
    /// ## What it does
    /// Reports messages that reserve numbers but no names.
    /// ## Why
    /// JSON and text format identify fields by name. If only the number is reserved, a new field can reuse the name,
    /// and old JSON is misread.
    /// ## Bad
    /// ```proto
    /// message User {
    ///   reserved 2;
    ///
    ///   string name = 1;
    /// }
    /// ```
    /// ## Good
    /// ```proto
    /// message User {
    ///   reserved 2;
    ///   reserved "nickname";
    ///
    ///   string name = 1;
    /// }
    /// ```
    /// ## Notes
    /// Off by default, because numbers may be reserved for later, and names of long deleted fields may be unknown.
    /// `--against` compares with an older version and is exact: see `FIELD_NO_DELETE_UNLESS_NAME_RESERVED`.
    RESERVED_NUMBER_WITHOUT_NAME {
        categories: &[Category::Design],
        severity: Severity::Warning,
        on: false,
        settings: &[],
    }
}

pub fn check(message: Message<'_>, cx: &mut Context<'_>) {
    let Some(range) = message.reserved_ranges().next() else { return };
    if message.reserved_names().next().is_some() || message.file().is_damaged() {
        return;
    }
    let text = format!(
        "`{}` reserves numbers but no names, so JSON can still reuse the name of a deleted field",
        message.name()
    );
    let example = if message.file().level().is_editions() { "old_name" } else { "\"old_name\"" };
    cx.report(range.site, text)
        .help(format!("reserve the names of the deleted fields too: `reserved {example};`"));
}
