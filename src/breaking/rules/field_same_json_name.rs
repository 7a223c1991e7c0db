//! `FIELD_SAME_JSON_NAME`: fields keep their JSON names.

use crate::breaking::{Breaks, Context, Pair, names};
use crate::diag::Severity;
use crate::rules::{Category, meta};
use crate::schema::handles::Field;

meta! {
    /// ## What it does
    /// Reports fields whose JSON name changed, whether it is set with `json_name` or derived from the name.
    /// ## Why
    /// Old JSON can no longer be read.
    /// ## Before
    /// ```proto
    /// message User {
    ///   string name = 1;
    /// }
    /// ```
    /// ## After
    /// ```proto
    /// message User {
    ///   string name = 1 [json_name = "fullName"];
    /// }
    /// ```
    FIELD_SAME_JSON_NAME {
        categories: &[Category::File, Category::Package, Category::WireJson, Category::Csr],
        severity: Severity::Error,
        on: true,
        settings: &[],
    }
}

pub fn check(field: Pair<Field<'_>>, cx: &mut Context<'_>) {
    if field.map(Field::written_json_name).is_same() && field.map(Field::name).is_same() {
        return;
    }
    let name = field.map(Field::json_name);
    if field.old.is_extension() || field.new.is_extension() || name.is_same() {
        return;
    }
    let Pair { old, new } = name;
    let text = format!("{} was \"{old}\" in JSON and is \"{new}\"", names::field(field.new));
    let help = format!("set `json_name = \"{old}\"`");
    cx.report(field.new.json_name_site(), field.old.json_name_site(), Breaks::Json, text)
        .change(old, new)
        .help(help);
}
