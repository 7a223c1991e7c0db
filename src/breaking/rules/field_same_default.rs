//! `FIELD_SAME_DEFAULT`: fields keep their default values.

use crate::breaking::default_value::DefaultValue;
use crate::breaking::{Breaks, Context, Pair, names};
use crate::diag::Severity;
use crate::rules::{Category, meta};
use crate::schema::handles::Field;

meta! {
    /// ## What it does
    /// Reports fields whose default value changed, and enum fields whose enum starts with another number.
    /// ## Why
    /// Messages do not contain defaults. Writers that omitted the field meant the old default, and readers see the new
    /// one.
    /// ## Before
    /// ```proto
    /// syntax = "proto2";
    /// message User {
    ///   optional int32 age = 1 [default = 18];
    /// }
    /// ```
    /// ## After
    /// ```proto
    /// syntax = "proto2";
    /// message User {
    ///   optional int32 age = 1 [default = 21];
    /// }
    /// ```
    FIELD_SAME_DEFAULT {
        categories: &[Category::File, Category::Package, Category::WireJson, Category::Wire, Category::Csr],
        severity: Severity::Error,
        on: true,
        settings: &[],
    }
}

pub fn check(field: Pair<Field<'_>>, cx: &mut Context<'_>) {
    let is_unset = field.old.default().is_none() && field.new.default().is_none();
    // Without a written default only enums have one that is not the same for all.
    if is_unset && field.old.enum_type().is_none() && field.new.enum_type().is_none() {
        return;
    }
    let Pair { old: Some(old), new: Some(new) } = field.map(DefaultValue::of) else { return };
    if old.is_same(&new) {
        return;
    }
    let (was, is) = (shown(field.old), shown(field.new));
    let text = format!("the default of {} changed from {was} to {is}", names::field(field.new));
    let help = "restore the default; if another one is needed, set it in code";
    cx.report(field.new.default_site(), field.old.default_site(), Breaks::Wire, text)
        .change(was, is)
        .help(help);
}

fn shown(field: Field<'_>) -> String {
    field.default().map_or_else(|| "that of its type".to_owned(), |value| format!("`{value}`"))
}
