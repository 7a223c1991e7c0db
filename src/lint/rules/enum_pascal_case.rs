//! `ENUM_PASCAL_CASE`: enum names are in `PascalCase`.

use crate::diag::{Breaks, Severity};
use crate::lint::Context;
use crate::lint::names::{pascal_case, suggested_pascal_case};
use crate::rules::{Category, meta};
use crate::schema::handles::Enum;

meta! {
    /// ## What it does
    /// Reports enums whose name is not in `PascalCase`.
    /// ## Why
    /// Generators convert names to the style of each language, word by word. If the words cannot be recognized, the
    /// result is unreadable or conflicts with another name.
    /// ## Bad
    /// ```proto
    /// enum user_status {
    ///   USER_STATUS_UNSPECIFIED = 0;
    /// }
    /// ```
    /// ## Good
    /// ```proto
    /// enum UserStatus {
    ///   USER_STATUS_UNSPECIFIED = 0;
    /// }
    /// ```
    /// ## Fix
    /// `--fix=source` renames the enum wherever it is used.
    ENUM_PASCAL_CASE {
        categories: &[Category::Basic, Category::Standard],
        severity: Severity::Warning,
        on: true,
        settings: &[],
    }
}

pub fn check(enumeration: Enum<'_>, cx: &mut Context<'_>) {
    if enumeration.name() == pascal_case(enumeration.name()) {
        return;
    }
    let expected = suggested_pascal_case(enumeration.name());
    let text = format!("enum `{}` is not in PascalCase", enumeration.name());
    cx.report(enumeration.name_site(), text).help(format!("name it `{expected}`")).rename(
        &enumeration,
        &expected,
        Breaks::Source,
    );
}
