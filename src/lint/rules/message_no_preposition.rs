//! `MESSAGE_NO_PREPOSITION`: names of messages do without prepositions.

use crate::diag::Severity;
use crate::lint::Context;
use crate::lint::prepositions::{self, EXCEPT, PREPOSITIONS};
use crate::rules::{Category, meta};
use crate::schema::handles::File;

meta! {
    /// ## What it does
    /// Reports messages with a preposition in their name.
    /// ## Why
    /// A name with `With` or `For` often means that the message is a variant of another one, which could have an
    /// additional field instead.
    /// ## Bad
    /// ```proto
    /// message UserWithGroups {}
    /// ```
    /// ## Good
    /// ```proto
    /// message UserMembership {}
    /// ```
    MESSAGE_NO_PREPOSITION {
        categories: &[Category::Style],
        severity: Severity::Warning,
        on: false,
        settings: &[PREPOSITIONS, EXCEPT],
    }
}

pub fn check(file: File<'_>, cx: &mut Context<'_>) {
    prepositions::check("message", file.messages().map(|message| (message.name(), message.name_site())), cx);
}
