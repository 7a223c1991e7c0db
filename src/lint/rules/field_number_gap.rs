//! `FIELD_NUMBER_GAP`: numbers of deleted fields are reserved.

use crate::diag::Severity;
use crate::lint::Context;
use crate::lint::numbers::{holes, ranges_text};
use crate::rules::{Category, meta};
use crate::schema::handles::{Field, Message};

meta! {
    /// ## What it does
    /// Reports messages with a hole in their field numbers that is neither reserved nor left to extensions.
    /// ## Why
    /// A hole is most often a field that was deleted. Whoever gives its number to a new field makes old data and old
    /// clients read the one as the other; `reserved` makes that impossible.
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
    /// ## Notes
    /// Holes of more than 20 numbers are left alone: they are blocks kept free on purpose, or numbers made from hashes.
    /// Off by default: many numbers were skipped on purpose, which the schema alone does not show. `--against` compares with
    /// an earlier version and is exact: `FIELD_NO_DELETE_UNLESS_NUMBER_RESERVED` and `FIELD_NUMBER_REUSED`.
    FIELD_NUMBER_GAP {
        categories: &[Category::Design],
        severity: Severity::Warning,
        on: false,
        settings: &[],
    }
}

/// The longest hole that looks like deleted fields.
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
    let numbers = ranges_text(&holes);
    let text =
        format!("`{}` neither uses nor reserves {numbers}: a field may have been deleted", message.name());
    let help = format!("add `reserved {numbers};`, and reserve the names of the deleted fields");
    cx.report(behind.number_spot(), text).help(help);
}
