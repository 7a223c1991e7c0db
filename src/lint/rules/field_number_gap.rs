//! `FIELD_NUMBER_GAP`: numbers of deleted fields are reserved.

use crate::diag::{Fix, Severity};
use crate::edits::ranges::{Run, list};
use crate::edits::reserve;
use crate::lint::Context;
use crate::lint::numbers::holes;
use crate::rules::{Category, meta};
use crate::schema::handles::{Field, Message};

meta! {
    /// ## What it does
    /// Reports messages with a gap in their field numbers that is neither reserved nor an extension range.
    /// ## Why
    /// A gap is most often a deleted field. If a new field reuses its number, old data and old clients misread it;
    /// `reserved` prevents that.
    /// ## Bad
    /// ```proto
    /// message User {
    ///   string name = 1;
    ///   string email = 3;
    /// }
    /// ```
    /// ## Good
    /// ```proto
    /// message User {
    ///   reserved 2;
    ///   reserved "nickname";
    ///
    ///   string name = 1;
    ///   string email = 3;
    /// }
    /// ```
    /// ## Fix
    /// `--fix` reserves the numbers. The names of deleted fields are not known.
    /// ## Notes
    /// Gaps of more than 20 numbers are not reported: they are free on purpose, or the numbers are hashes. Off by
    /// default, because numbers may have been skipped on purpose. `--against` compares with an older version and is
    /// exact: see `FIELD_NO_DELETE_UNLESS_NUMBER_RESERVED` and `FIELD_NUMBER_REUSED`.
    FIELD_NUMBER_GAP {
        categories: &[Category::Design],
        severity: Severity::Warning,
        on: false,
        settings: &[],
    }
}

/// The longest gap that looks like deleted fields.
const LONGEST: i32 = 20;

pub fn check(message: Message<'_>, cx: &mut Context<'_>) {
    if message.file().is_damaged() {
        return;
    }
    let set_aside = message.reserved_ranges().chain(message.extension_ranges());
    let set_aside = set_aside.map(|range| (range.first, range.last));
    let mut holes = holes(1, message.fields().map(Field::number), set_aside);
    holes.retain(|(first, last)| last - first < LONGEST);
    let Some(&(first, _)) = holes.first() else { return };
    let behind = message.fields().filter(|field| field.number() > first).min_by_key(|field| field.number());
    let Some(behind) = behind else { return };
    let numbers = list(&holes);
    let text =
        format!("`{}` neither uses nor reserves {numbers}: a field may have been deleted", message.name());
    let help = format!("add `reserved {numbers};`, and reserve the names of the deleted fields");
    cx.report(behind.number_site(), text).help(help).fix(fix(message, &holes));
}

/// Reserves the numbers. The names are not known.
fn fix(message: Message<'_>, numbers: &[Run]) -> Option<Fix> {
    let edits = reserve(message.file().tree()?, message.last_token()?, numbers, &[])?;
    Fix::new(format!("reserve {} in `{}`", list(numbers), message.name()), edits)
}
