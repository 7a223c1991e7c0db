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
    /// The schema does not say what the field contains: clients have to guess, breaking changes to packed messages go
    /// unnoticed, and JSON needs all packed types.
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
    /// Deprecated fields, and details, metadata and extensions, which are intentionally open, are not reported. Off by
    /// default, because other uses of `Any` are often justified.
    FIELD_ANY {
        categories: &[Category::Design],
        severity: Severity::Note,
        on: false,
        settings: &[],
    }
}

/// Words for fields that are intentionally open.
const OPEN: [&str; 8] =
    ["any", "attachments", "detail", "details", "extension", "extensions", "metadata", "value"];

pub fn check(field: Field<'_>, cx: &mut Context<'_>) {
    if field.is_deprecated() || has_word(field.name(), &OPEN) {
        return;
    }
    if field.message_type().map(Message::full_name) != Some("google.protobuf.Any") {
        return;
    }
    let text =
        format!("`{}` can hold any message, so the schema does not say what it contains", field.name());
    cx.report(field.type_site(), text).help("use a oneof of the possible messages");
}
