//! `SERVICE_PASCAL_CASE`: service names are in `PascalCase`.

use crate::diag::{Breaks, Severity};
use crate::lint::Context;
use crate::lint::names::{pascal_case, suggested_pascal_case};
use crate::rules::{Category, meta};
use crate::schema::handles::Service;

meta! {
    /// ## What it does
    /// Reports services whose name is not in `PascalCase`.
    /// ## Why
    /// Generators convert names to the style of each language, word by word. If the words cannot be recognized, the
    /// result is unreadable or conflicts with another name.
    /// ## Bad
    /// ```proto
    /// service userService {}
    /// ```
    /// ## Good
    /// ```proto
    /// service UserService {}
    /// ```
    /// ## Fix
    /// `--fix=wire` renames the service. The name is part of the path of each call.
    SERVICE_PASCAL_CASE {
        categories: &[Category::Basic, Category::Standard],
        severity: Severity::Warning,
        on: true,
        settings: &[],
    }
}

pub fn check(service: Service<'_>, cx: &mut Context<'_>) {
    if service.name() == pascal_case(service.name()) {
        return;
    }
    let expected = suggested_pascal_case(service.name());
    let text = format!("service `{}` is not in PascalCase", service.name());
    cx.report(service.name_site(), text).help(format!("name it `{expected}`")).rename(
        &service,
        &expected,
        Breaks::Wire,
    );
}
