//! `FIELD_SAME_JSTYPE`: `jstype` stays what it is.

use crate::breaking::{Breaks, Context, Pair, names};
use crate::diag::Severity;
use crate::rules::{Category, meta};
use crate::schema::handles::Field;
use crate::schema::{FieldType, Step};

meta! {
    /// ## What it does
    /// Reports 64-bit fields whose `jstype` changed.
    /// ## Why
    /// It controls whether the field is a number or a string in JavaScript.
    /// ## Before
    /// ```proto
    /// message User {
    ///   int64 id = 1 [jstype = JS_STRING];
    /// }
    /// ```
    /// ## After
    /// ```proto
    /// message User {
    ///   int64 id = 1;
    /// }
    /// ```
    FIELD_SAME_JSTYPE {
        categories: &[Category::File, Category::Package],
        severity: Severity::Error,
        on: true,
        settings: &[],
    }
}

const OPTION: &[Step] = &[(6, "jstype")];

/// The names of the values of `FieldOptions.JSType`.
const NAMES: [&str; 3] = ["JS_NORMAL", "JS_STRING", "JS_NUMBER"];

pub fn check(field: Pair<Field<'_>>, cx: &mut Context<'_>) {
    let jstype = field.map(jstype);
    if !(is_long(field.old) && is_long(field.new)) || jstype.is_same() {
        return;
    }
    let Pair { old, new } = jstype.map(|number| NAMES.get(number as usize).copied().unwrap_or("unknown"));
    let text = format!("`jstype` of {} changed from {old} to {new}", names::field(field.new));
    let help = format!("set `jstype = {old}`");
    cx.report(field.new.setting_site(OPTION), field.old.setting_site(OPTION), Breaks::Source, text)
        .change(old, new)
        .help(help);
}

fn jstype(field: Field<'_>) -> i32 {
    field.options().and_then(|options| options.enumeration(6)).unwrap_or(0)
}

fn is_long(field: Field<'_>) -> bool {
    use FieldType::{Fixed64, Int64, Sfixed64, Sint64, Uint64};
    matches!(field.ty(), Int64 | Uint64 | Sint64 | Fixed64 | Sfixed64)
}
