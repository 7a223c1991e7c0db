//! `MESSAGE_SAME_REQUIRED_FIELDS`: required fields neither come nor go.

use crate::breaking::{Breaks, Context, Pair};
use crate::diag::Severity;
use crate::rules::{Category, meta};
use crate::schema::handles::{Field, Message};
use std::collections::BTreeMap;

meta! {
    /// ## What it does
    /// Reports required fields that were added to a message, removed, or made optional.
    /// ## Why
    /// Readers reject messages without a required field: old readers reject new messages if it was removed, and new
    /// readers reject old messages if it was added.
    /// ## Before
    /// ```proto
    /// syntax = "proto2";
    /// message User {
    ///   optional string name = 1;
    /// }
    /// ```
    /// ## After
    /// ```proto
    /// syntax = "proto2";
    /// message User {
    ///   required string name = 1;
    /// }
    /// ```
    /// ## Notes
    /// As in buf, only the keyword `required` counts, not `features.field_presence = LEGACY_REQUIRED`; the rules about
    /// cardinality check both.
    MESSAGE_SAME_REQUIRED_FIELDS {
        categories: &[Category::File, Category::Package, Category::WireJson, Category::Wire, Category::Csr],
        severity: Severity::Error,
        on: true,
        settings: &[],
    }
}

pub fn check(message: Pair<Message<'_>>, cx: &mut Context<'_>) {
    let required = message.map(required);
    let of = message.new.name();
    for (number, field) in required.old.iter().filter(|(number, _)| !required.new.contains_key(number)) {
        let name = field.name();
        let text =
            format!("`{of}` no longer requires {number} `{name}`: old readers reject messages without it");
        let help = "keep it required while there are old readers";
        cx.report(message.new.site(), field.site(), Breaks::Wire, text).change(name, "").help(help);
    }
    for (number, field) in required.new.iter().filter(|(number, _)| !required.old.contains_key(number)) {
        let name = field.name();
        let text = format!("`{of}` now requires {number} `{name}`: old messages are rejected");
        cx.report(field.site(), message.old.site(), Breaks::Wire, text)
            .change("", name)
            .help("make it `optional`, and check it in code");
    }
}

/// The fields that say `required`, by number.
fn required(message: Message<'_>) -> BTreeMap<i32, Field<'_>> {
    let fields = message.fields().filter(|field| field.is_labelled_required());
    fields.map(|field| (field.number(), field)).collect()
}
