//! `FIELD_LOWER_SNAKE_CASE`: field names are in `lower_snake_case`.

use crate::diag::Severity;
use crate::lint::Context;
use crate::lint::names::{lower_snake_case, suggested_lower_snake_case};
use crate::rules::{Category, meta};
use crate::schema::handles::Field;

meta! {
    /// ## What it does
    /// Reports fields and extensions whose name is not in `lower_snake_case`.
    /// ## Why
    /// JSON names and accessors are derived from the words of a field. Two spellings of the same words can conflict.
    /// ## Bad
    /// ```proto
    /// message User {
    ///   string displayName = 1;
    /// }
    /// ```
    /// ## Good
    /// ```proto
    /// message User {
    ///   string display_name = 1;
    /// }
    /// ```
    /// ## Fix
    /// `--fix=source` renames the field wherever it is used and keeps its JSON name. For extensions, it needs
    /// `--fix=json`.
    /// ## Notes
    /// The field of a group is named after the group in lower case.
    FIELD_LOWER_SNAKE_CASE {
        categories: &[Category::Basic, Category::Standard],
        severity: Severity::Warning,
        on: true,
        settings: &[],
    }
}

pub fn check(field: Field<'_>, cx: &mut Context<'_>) {
    if field.name() == lower_snake_case(field.name()) {
        return;
    }
    let expected = suggested_lower_snake_case(field.name());
    let text = format!("field `{}` is not in lower_snake_case", field.name());
    cx.report(field.name_site(), text).help(format!("name it `{expected}`")).rename_field(field, &expected);
}
