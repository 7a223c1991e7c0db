//! `WRAPPER_FIELD`: what may be absent is `optional`.

use crate::diag::{Breaks, Fix, Severity};
use crate::edits::replace;
use crate::lint::Context;
use crate::rules::{Category, meta};
use crate::schema::handles::Field;
use crate::syntax::Level;

meta! {
    /// ## What it does
    /// Reports singular fields whose type is a wrapper: `google.protobuf.StringValue` and its relatives.
    /// ## Why
    /// Wrappers were needed when proto3 had no presence for scalars. `optional` has, with half the bytes and without a
    /// message per value.
    /// ## Bad
    /// ```proto
    /// import "google/protobuf/wrappers.proto";
    ///
    /// message User {
    ///   google.protobuf.StringValue nickname = 1;
    /// }
    /// ```
    /// ## Good
    /// ```proto
    /// message User {
    ///   optional string nickname = 1;
    /// }
    /// ```
    /// ## Fix
    /// `--fix=wire` changes the type. Data written with the wrapper cannot be read with the scalar.
    /// ## Notes
    /// Deprecated fields are not reported. Off by default, because the two are not wire compatible, so existing fields
    /// cannot change.
    WRAPPER_FIELD {
        categories: &[Category::Design],
        severity: Severity::Note,
        on: false,
        settings: &[],
    }
}

/// The wrappers and what they wrap.
const WRAPPERS: [(&str, &str); 9] = [
    ("BoolValue", "bool"),
    ("BytesValue", "bytes"),
    ("DoubleValue", "double"),
    ("FloatValue", "float"),
    ("Int32Value", "int32"),
    ("Int64Value", "int64"),
    ("StringValue", "string"),
    ("UInt32Value", "uint32"),
    ("UInt64Value", "uint64"),
];

pub fn check(field: Field<'_>, cx: &mut Context<'_>) {
    let name = field.message_type().and_then(|ty| ty.full_name().strip_prefix("google.protobuf."));
    let Some((wrapper, scalar)) = WRAPPERS.into_iter().find(|(wrapper, _)| Some(*wrapper) == name) else {
        return;
    };
    if field.is_repeated() || field.is_deprecated() {
        return;
    }
    let text =
        format!("`{}` is a `{wrapper}`; an optional {scalar} means the same in fewer bytes", field.name());
    // In editions and in a oneof, presence needs no keyword.
    let word = if field.oneof().is_some() || field.file().level().is_editions() { "" } else { "optional " };
    let help = format!("in new messages, declare such a field as `{word}{scalar} {}`", field.name());
    cx.report(field.type_site(), text).help(help).fix(fix(field, word, scalar));
}

/// Replaces the type, which changes the encoding.
fn fix(field: Field<'_>, word: &str, scalar: &str) -> Option<Fix> {
    let (source, span) = field.type_site().place().text?;
    // The label of proto2 is there already.
    let word = if field.file().level() == Level::Proto2 { "" } else { word };
    let what = format!("declare `{}` as `{word}{scalar}`", field.name());
    let fix = Fix::new(what, vec![replace(&source, span, format!("{word}{scalar}"))])?;
    Some(fix.with_reach(Some(Breaks::Wire)))
}
