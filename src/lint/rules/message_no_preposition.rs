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
    /// A name with `With` or `For` in it most often says that the message is another one with something added, or for one
    /// use only: a field of the other one would do.
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
    prepositions::check("message", file.messages().map(|message| (message.name(), message.name_spot())), cx);
}
