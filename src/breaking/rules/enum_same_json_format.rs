//! `ENUM_SAME_JSON_FORMAT`: enums keep to JSON.

use crate::breaking::{Breaks, Context, Pair};
use crate::diag::Severity;
use crate::rules::{Category, meta};
use crate::schema::handles::Enum;
use crate::schema::{JsonFormat, Step};

meta! {
    /// ## What it does
    /// Reports enums whose `json_format` changed from `ALLOW`, as in proto3, to `LEGACY_BEST_EFFORT`.
    /// ## Why
    /// Names are no longer checked for conflicts in JSON, and some implementations reject JSON altogether.
    /// ## Before
    /// ```proto
    /// edition = "2023";
    /// enum State {
    ///   STATE_UNSPECIFIED = 0;
    /// }
    /// ```
    /// ## After
    /// ```proto
    /// edition = "2023";
    /// enum State {
    ///   option features.json_format = LEGACY_BEST_EFFORT;
    ///   STATE_UNSPECIFIED = 0;
    /// }
    /// ```
    ENUM_SAME_JSON_FORMAT {
        categories: &[Category::File, Category::Package, Category::WireJson, Category::Csr],
        severity: Severity::Error,
        on: true,
        settings: &[],
    }
}

const OPTION: &[Step] = &[(7, "features"), (6, "json_format")];

pub fn check(enumeration: Pair<Enum<'_>>, cx: &mut Context<'_>) {
    let allows = enumeration.map(|found| found.features().json_format == JsonFormat::Allow);
    if !allows.old || allows.new {
        return;
    }
    let text =
        format!("`{}` no longer guarantees JSON: `json_format` changed from `ALLOW`", enumeration.new.name());
    let (old, new) = (enumeration.old.site(), enumeration.new.setting_site(OPTION));
    cx.report(new, old, Breaks::Json, text).help("set `features.json_format = ALLOW`, or keep proto3");
}
