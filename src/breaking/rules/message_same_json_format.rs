//! `MESSAGE_SAME_JSON_FORMAT`: messages keep to JSON.

use crate::breaking::{Breaks, Context, Pair};
use crate::diag::Severity;
use crate::rules::{Category, meta};
use crate::schema::handles::Message;
use crate::schema::{JsonFormat, Step};

meta! {
    /// ## What it does
    /// Reports messages whose `json_format` changed from `ALLOW`, as in proto3, to `LEGACY_BEST_EFFORT`.
    /// ## Why
    /// Names are no longer checked for conflicts in JSON, and some implementations reject JSON altogether.
    /// ## Before
    /// ```proto
    /// edition = "2023";
    /// message User {}
    /// ```
    /// ## After
    /// ```proto
    /// edition = "2023";
    /// message User {
    ///   option features.json_format = LEGACY_BEST_EFFORT;
    /// }
    /// ```
    MESSAGE_SAME_JSON_FORMAT {
        categories: &[Category::File, Category::Package, Category::WireJson, Category::Csr],
        severity: Severity::Error,
        on: true,
        settings: &[],
    }
}

const OPTION: &[Step] = &[(12, "features"), (6, "json_format")];

pub fn check(message: Pair<Message<'_>>, cx: &mut Context<'_>) {
    let allows = message.map(|found| found.features().json_format == JsonFormat::Allow);
    if !allows.old || allows.new {
        return;
    }
    let text =
        format!("`{}` no longer guarantees JSON: `json_format` changed from `ALLOW`", message.new.name());
    let (old, new) = (message.old.site(), message.new.setting_site(OPTION));
    cx.report(new, old, Breaks::Json, text).help("set `features.json_format = ALLOW`, or keep proto3");
}
