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
    FIELD_NUMBER_GAP {
        categories: &[Category::Design],
        severity: Severity::Warning,
        on: true,
        settings: &[],
    }
}

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

/// The runs of numbers below the highest field that nothing uses or sets aside.
fn holes(message: Message<'_>) -> Vec<(i32, i32)> {
    let fields = message.fields().map(|field| (field.number(), field.number()));
    let set_aside =
        message.reserved_ranges().chain(message.extension_ranges()).map(|range| (range.first, range.last));
    let mut taken: Vec<(i32, i32)> = fields.chain(set_aside).collect();
    taken.sort_unstable();
    let max = message.fields().map(Field::number).max().unwrap_or(0);
    let mut holes = Vec::new();
    let mut next = 1;
    for (first, last) in taken {
        if first > max {
            break;
        }
        if first > next {
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
