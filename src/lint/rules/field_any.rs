//! `FIELD_ANY`: fields say what they hold.

use crate::diag::Severity;
use crate::lint::Context;
use crate::lint::names::has_word;
use crate::rules::{Category, meta};
use crate::schema::handles::{Field, Message};

meta! {
    /// ## What it does
    /// Reports fields of type `google.protobuf.Any`.
    /// ## Why
    /// The schema no longer says what may be there: clients guess, a breaking change to what is packed goes unseen, and
    /// JSON needs every packed type at hand.
    /// ## Bad
    /// ```proto
    /// import "google/protobuf/any.proto";
    ///
    /// message Event {
    ///   google.protobuf.Any payload = 1;
    /// }
    /// ```
    /// ## Good
    /// ```proto
    /// message Event {
    ///   oneof payload {
    ///     UserCreated user_created = 1;
    ///     UserDeleted user_deleted = 2;
    ///   }
    /// }
    ///
    /// message UserCreated {}
    /// message UserDeleted {}
    /// ```
    /// ## Notes
    /// Details, metadata and extensions, which are open on purpose, and deprecated fields are left alone. Off by default:
    /// about half of the other uses of `Any` have to take what others declare.
    FIELD_ANY {
        categories: &[Category::Design],
        severity: Severity::Note,
        on: false,
        settings: &[],
    }
}

/// Words for what others may add to a message.
const OPEN: [&str; 8] =
    ["any", "attachments", "detail", "details", "extension", "extensions", "metadata", "value"];

pub fn check(field: Field<'_>, cx: &mut Context<'_>) {
    if field.is_deprecated() || has_word(field.name(), &OPEN) {
        return;
    }
    if field.message_type().map(Message::full_name) != Some("google.protobuf.Any") {
        return;
    }
    let text = format!("`{}` can hold any message, so the schema does not say what to expect", field.name());
    cx.report(field.type_spot(), text).help("list what it may hold in a oneof");
}
