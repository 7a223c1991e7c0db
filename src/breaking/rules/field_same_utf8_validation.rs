//! `FIELD_SAME_UTF8_VALIDATION`: strings keep being checked, or not.

use crate::breaking::{Breaks, Context, Pair, names};
use crate::diag::Severity;
use crate::rules::{Category, meta};
use crate::schema::handles::Field;
use crate::schema::{FieldType, Step, Utf8Validation};

meta! {
    /// ## What it does
    /// Reports string fields whose `utf8_validation` changed; proto2 checks nothing, proto3 checks.
    /// ## Why
    /// With validation, messages with invalid UTF-8 are rejected that were accepted before.
    /// ## Before
    /// ```proto
    /// edition = "2023";
    /// message User {
    ///   string name = 1;
    /// }
    /// ```
    /// ## After
    /// ```proto
    /// edition = "2023";
    /// message User {
    ///   string name = 1 [features.utf8_validation = NONE];
    /// }
    /// ```
    FIELD_SAME_UTF8_VALIDATION {
        categories: &[Category::File, Category::Package],
        severity: Severity::Error,
        on: true,
        settings: &[],
    }
}

const OPTION: &[Step] = &[(21, "features"), (4, "utf8_validation")];

pub fn check(field: Pair<Field<'_>>, cx: &mut Context<'_>) {
    let verifies = field.map(|field| field.features().utf8_validation == Utf8Validation::Verify);
    if field.old.ty() != FieldType::String || field.new.ty() != FieldType::String || verifies.is_same() {
        return;
    }
    let Pair { old, new } = verifies.map(|verifies| if verifies { "checked" } else { "not checked" });
    let text = format!("{} was {old} for UTF-8 and is {new}", names::field(field.new));
    let help = "restore `features.utf8_validation`";
    cx.report(field.new.setting_site(OPTION), field.old.setting_site(OPTION), Breaks::Source, text)
        .change(old, new)
        .help(help);
}
