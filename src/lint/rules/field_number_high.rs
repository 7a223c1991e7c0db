//! `FIELD_NUMBER_HIGH`: numbers stay small.

use crate::diag::Severity;
use crate::lint::Context;
use crate::rules::{Category, meta};
use crate::schema::handles::{Field, Message};

meta! {
    /// ## What it does
    /// Reports messages in which a few fields have numbers above 2047, although lower ones are free.
    /// ## Why
    /// The number is encoded with every value. It takes two bytes up to 2047, three from 2048, and four from 262144.
    /// ## Bad
    /// ```proto
    /// message User {
    ///   string name = 1;
    ///   string email = 100000;
    /// }
    /// ```
    /// ## Good
    /// ```proto
    /// message User {
    ///   string name = 1;
    ///   string email = 2;
    /// }
    /// ```
    /// ## Notes
    /// Messages in which most numbers are high are not reported: their numbers follow a scheme, such as hashes of the
    /// names.
    FIELD_NUMBER_HIGH {
        categories: &[Category::Design],
        severity: Severity::Note,
        on: true,
        settings: &[],
    }
}

/// The last number that takes two bytes.
const LAST_OF_TWO_BYTES: i32 = 2047;

pub fn check(message: Message<'_>, cx: &mut Context<'_>) {
    let high: Vec<Field<'_>> = message.fields().filter(|field| field.number() > LAST_OF_TWO_BYTES).collect();
    let Some(first) = high.first() else { return };
    // If most numbers are high, they follow a scheme, such as hashes of the names.
    if high.len() * 2 > message.fields().count() {
        return;
    }
    let others = match high.len() - 1 {
        0 => String::new(),
        1 => ", as one more field does".to_owned(),
        count => format!(", as {count} more fields do"),
    };
    let text =
        format!("`{}` has number {}, which takes three bytes or more{others}", first.name(), first.number());
    cx.report(first.number_site(), text).help("use the lowest number that was never used for new fields");
}
