//! `MESSAGE_PASCAL_CASE`: message names are in `PascalCase`.

use crate::diag::{Breaks, Severity};
use crate::lint::Context;
use crate::lint::names::{pascal_case, suggested_pascal_case};
use crate::rules::{Category, meta};
use crate::schema::handles::Message;

meta! {
    /// ## What it does
    /// Reports messages and groups whose name is not in `PascalCase`.
    /// ## Why
    /// Generators convert names to the style of each language, word by word. If the words cannot be recognized, the
    /// result is unreadable or conflicts with another name.
    /// ## Bad
    /// ```proto
    /// message user_profile {}
    /// ```
    /// ## Good
    /// ```proto
    /// message UserProfile {}
    /// ```
    /// ## Fix
    /// `--fix=source` renames the message wherever it is used. Groups are left alone.
    MESSAGE_PASCAL_CASE {
        categories: &[Category::Basic, Category::Standard],
        severity: Severity::Warning,
        on: true,
        settings: &[],
    }
}

pub fn check(message: Message<'_>, cx: &mut Context<'_>) {
    if message.name() == pascal_case(message.name()) {
        return;
    }
    let expected = suggested_pascal_case(message.name());
    let text = format!("message `{}` is not in PascalCase", message.name());
    cx.report(message.name_site(), text).help(format!("name it `{expected}`")).rename(
        &message,
        &expected,
        Breaks::Source,
    );
}
