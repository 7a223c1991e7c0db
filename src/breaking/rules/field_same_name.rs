//! `FIELD_SAME_NAME`: fields keep their names.

use crate::breaking::{Breaks, Context, Pair};
use crate::diag::Severity;
use crate::rules::{Category, meta};
use crate::schema::handles::Field;
use std::borrow::Cow;

meta! {
    /// ## What it does
    /// Reports fields whose name changed while the number stayed. For extensions, full names are compared.
    /// ## Why
    /// Code that uses the field no longer compiles, and JSON and text format identify it by name.
    /// ## Before
    /// ```proto
    /// message User {
    ///   string name = 1;
    /// }
    /// ```
    /// ## After
    /// ```proto
    /// message User {
    ///   string full_name = 1;
    /// }
    /// ```
    /// ## Notes
    /// The wire format contains only numbers, so renaming a field is safe if JSON is not used.
    FIELD_SAME_NAME {
        categories: &[Category::File, Category::Package, Category::WireJson, Category::Csr],
        severity: Severity::Error,
        on: true,
        settings: &[],
    }
}

pub fn check(field: Pair<Field<'_>>, cx: &mut Context<'_>) {
    let name = field
        .map(|field| if field.is_extension() { Cow::Owned(field.full_name()) } else { field.name().into() });
    if name.is_same() {
        return;
    }
    let Pair { old, new } = name;
    let text = format!("number {} was renamed from `{old}` to `{new}`", field.new.number());
    let help = format!("restore the name `{old}`; if this is another field, give it a new number");
    cx.report(field.new.name_site(), field.old.name_site(), Breaks::Json, text).change(old, new).help(help);
}
