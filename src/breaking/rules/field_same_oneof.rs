//! `FIELD_SAME_ONEOF`: fields stay in their oneof.

use crate::breaking::{Breaks, Context, Pair, names};
use crate::diag::Severity;
use crate::rules::{Category, meta};
use crate::schema::handles::{Field, Oneof};

meta! {
    /// ## What it does
    /// Reports fields that moved into a oneof, out of one, or to another one. The implicit oneofs of proto3 `optional`
    /// do not count.
    /// ## Why
    /// Setting one member of a oneof clears the others: old messages with two of them lose one when they are read.
    /// ## Before
    /// ```proto
    /// message User {
    ///   string email = 1;
    /// }
    /// ```
    /// ## After
    /// ```proto
    /// message User {
    ///   oneof contact {
    ///     string email = 1;
    ///   }
    /// }
    /// ```
    FIELD_SAME_ONEOF {
        categories: &[Category::File, Category::Package, Category::WireJson, Category::Wire, Category::Csr],
        severity: Severity::Error,
        on: true,
        settings: &[],
    }
}

pub fn check(field: Pair<Field<'_>>, cx: &mut Context<'_>) {
    let oneof = field.map(|field| field.oneof().map(Oneof::name));
    if field.old.is_extension() || field.new.is_extension() || oneof.is_same() {
        return;
    }
    let (old, new) = (shown(oneof.old), shown(oneof.new));
    let text = format!("{} was in {old} and is in {new}", names::field(field.new));
    let help = "move it back, and add a field with a new number";
    cx.report(field.new.site(), field.old.site(), Breaks::Wire, text).change(old, new).help(help);
}

fn shown(oneof: Option<&str>) -> String {
    oneof.map_or_else(|| "no oneof".to_owned(), |name| format!("oneof `{name}`"))
}
