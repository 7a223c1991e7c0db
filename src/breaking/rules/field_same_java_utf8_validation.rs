//! `FIELD_SAME_JAVA_UTF8_VALIDATION`: strings keep being checked in Java, or not.

use crate::breaking::{Breaks, Context, Pair, names};
use crate::diag::Severity;
use crate::rules::{Category, meta};
use crate::schema::handles::{Field, Site};
use crate::schema::{FieldType, Step, Utf8Validation};

meta! {
    /// ## What it does
    /// Reports string fields whose UTF-8 validation in Java changed, through `java_string_check_utf8`,
    /// `(pb.java).utf8_validation` or `utf8_validation`.
    /// ## Why
    /// With validation, messages with invalid UTF-8 are rejected that were accepted before.
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
    /// option java_string_check_utf8 = true;
    /// message User {
    ///   optional string name = 1;
    /// }
    /// ```
    FIELD_SAME_JAVA_UTF8_VALIDATION {
        categories: &[Category::File, Category::Package],
        severity: Severity::Error,
        on: true,
        settings: &[],
    }
}

const FILE_OPTION: &[Step] = &[(27, "java_string_check_utf8")];
const FEATURE: &[Step] = &[(21, "features"), (1001, "[pb.java]"), (2, "utf8_validation")];

/// `pb.JavaFeatures.Utf8Validation.VERIFY`
const VERIFY: i32 = 2;

pub fn check(field: Pair<Field<'_>>, cx: &mut Context<'_>) {
    let verifies = field.map(verifies);
    if field.old.ty() != FieldType::String || field.new.ty() != FieldType::String || verifies.is_same() {
        return;
    }
    let Pair { old, new } = verifies.map(|verifies| if verifies { "checked" } else { "not checked" });
    let text = format!("{} was {old} for UTF-8 in Java and is {new}", names::field(field.new));
    let help = "restore `java_string_check_utf8` or `features.(pb.java).utf8_validation`";
    cx.report(site(field.new), site(field.old), Breaks::Source, text).change(old, new).help(help);
}

fn verifies(field: Field<'_>) -> bool {
    let by_feature =
        || field.language_features(1001).find_map(|features| features.enumeration(2)) == Some(VERIFY);
    field.features().utf8_validation == Utf8Validation::Verify
        || field.file().options().is_some_and(|options| options.bool(27))
        || field.file().level().is_editions() && by_feature()
}

fn site(field: Field<'_>) -> Site<'_> {
    let set = field.file().options().is_some_and(|options| options.one(27).is_some());
    if set { field.file().setting_site(FILE_OPTION) } else { field.setting_site(FEATURE) }
}
