//! `FIELD_SAME_CPP_STRING_TYPE`: strings keep their type in C++.

use crate::breaking::{Breaks, Context, Pair, names};
use crate::diag::Severity;
use crate::rules::{Category, meta};
use crate::schema::handles::{Field, Site};
use crate::schema::{FieldType, Step};
use crate::syntax::Level;

meta! {
    /// ## What it does
    /// Reports string and bytes fields whose C++ type changed, through `ctype` or `(pb.cpp).string_type`.
    /// `STRING_PIECE` may become `STRING`.
    /// ## Why
    /// Accessors use the type, so code that calls them no longer compiles.
    /// ## Before
    /// ```proto
    /// message User {
    ///   bytes name = 1 [ctype = CORD];
    /// }
    /// ```
    /// ## After
    /// ```proto
    /// message User {
    ///   bytes name = 1;
    /// }
    /// ```
    FIELD_SAME_CPP_STRING_TYPE {
        categories: &[Category::File, Category::Package],
        severity: Severity::Error,
        on: true,
        settings: &[],
    }
}

const CTYPE: &[Step] = &[(1, "ctype")];
const FEATURE: &[Step] = &[(21, "features"), (1000, "[pb.cpp]"), (2, "string_type")];

pub fn check(field: Pair<Field<'_>>, cx: &mut Context<'_>) {
    let is_text = |field: Field<'_>| matches!(field.ty(), FieldType::String | FieldType::Bytes);
    if !is_text(field.old)
        || !is_text(field.new)
        || field.old.is_in_map_entry() && field.new.is_in_map_entry()
    {
        return;
    }
    let string_type = field.map(string_type);
    if string_type.is_same() || string_type == (Pair { old: "STRING_PIECE", new: "STRING" }) {
        return;
    }
    let Pair { old, new } = string_type;
    let text = format!("{} was {old} in C++ and is {new}", names::field(field.new));
    let help = format!("keep it {old} with `ctype` or `features.(pb.cpp).string_type`");
    cx.report(site(field.new), site(field.old), Breaks::Source, text).change(old, new).help(help);
}

fn string_type(field: Field<'_>) -> &'static str {
    let level = field.file().level();
    let ctype = field.options().and_then(|options| options.enumeration(1));
    if let Some(ctype) = ctype.filter(|_| level < Level::Edition2024) {
        return ["STRING", "CORD", "STRING_PIECE"].get(ctype as usize).copied().unwrap_or("STRING");
    }
    // Features came with editions.
    let levels = if level.is_editions() { Some(field.language_features(1000)) } else { None };
    match levels.into_iter().flatten().find_map(|features| features.enumeration(2)) {
        Some(1) => "VIEW",
        Some(2) => "CORD",
        None if level >= Level::Edition2024 => "VIEW",
        _ => "STRING",
    }
}

fn site(field: Field<'_>) -> Site<'_> {
    let set = field.options().is_some_and(|options| options.one(1).is_some());
    field.setting_site(if set { CTYPE } else { FEATURE })
}
