//! `HOT_FIELD_NUMBERS`: the numbers of one byte are for what is sent most.

use crate::diag::Severity;
use crate::lint::Context;
use crate::rules::{Category, meta};
use crate::schema::FieldType;
use crate::schema::handles::{Field, Message};

meta! {
    /// ## What it does
    /// Reports messages of more than 15 fields in which repeated or required scalars have numbers of 16 and more, while
    /// deprecated fields, bytes or single messages use some of the numbers 1 to 15.
    /// ## Why
    /// Numbers 1 to 15 take one byte, higher ones two or more, for each element of a list. For a message or bytes, a
    /// second byte is negligible; on a deprecated field, the short number is wasted.
    /// ## Bad
    /// ```proto
    /// message Report {
    ///   Header header = 1;
    ///   string a = 2;
    ///   string b = 3;
    ///   string c = 4;
    ///   string d = 5;
    ///   string e = 6;
    ///   string f = 7;
    ///   string g = 8;
    ///   string h = 9;
    ///   string i = 10;
    ///   string j = 11;
    ///   string k = 12;
    ///   string l = 13;
    ///   string m = 14;
    ///   string n = 15;
    ///   repeated string lines = 16;
    /// }
    ///
    /// message Header {}
    /// ```
    /// ## Good
    /// ```proto
    /// message Report {
    ///   repeated string lines = 1;
    ///   string a = 2;
    ///   string b = 3;
    ///   string c = 4;
    ///   string d = 5;
    ///   string e = 6;
    ///   string f = 7;
    ///   string g = 8;
    ///   string h = 9;
    ///   string i = 10;
    ///   string j = 11;
    ///   string k = 12;
    ///   string l = 13;
    ///   string m = 14;
    ///   string n = 15;
    ///   Header header = 16;
    /// }
    ///
    /// message Header {}
    /// ```
    /// ## Notes
    /// Packed lists, which encode their number once, are not reported. Off by default, because it is noisy on existing
    /// schemas; it is useful for new messages.
    HOT_FIELD_NUMBERS {
        categories: &[Category::Design],
        severity: Severity::Note,
        on: false,
        settings: &[],
    }
}

/// The last number that takes one byte.
const LAST_OF_ONE_BYTE: i32 = 15;

pub fn check(message: Message<'_>, cx: &mut Context<'_>) {
    if message.fields().count() <= LAST_OF_ONE_BYTE as usize {
        return;
    }
    let (low, high): (Vec<Field<'_>>, Vec<_>) =
        message.fields().partition(|field| field.number() <= LAST_OF_ONE_BYTE);
    let Some(hot) = high.into_iter().find(|&field| is_hot(field)) else { return };
    let Some(cold) = low.into_iter().find(|&field| is_cold(field)) else { return };
    let text = format!(
        "`{}` encodes its number in two bytes each time, while `{}` has a one-byte number",
        hot.name(),
        cold.name()
    );
    cx.report(hot.number_site(), text)
        .label(cold.number_site(), "a one-byte number saves little here")
        .help("in new messages, keep 1 to 15 for fields that are always set or repeated");
}

/// Whether the number of a field is encoded often. In a packed list it is encoded once.
fn is_hot(field: Field<'_>) -> bool {
    !field.is_deprecated() && (field.is_repeated() && !field.is_packed() || field.is_required())
}

/// Whether the size of the number hardly matters.
fn is_cold(field: Field<'_>) -> bool {
    let is_large = matches!(field.ty(), FieldType::Message | FieldType::Group | FieldType::Bytes);
    field.is_deprecated() || is_large && !field.is_repeated() && !field.is_required()
}
