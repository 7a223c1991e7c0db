//! `EXTENSION_MESSAGE_NO_DELETE`: numbers for extensions stay theirs.

use crate::breaking::numbers::NumberRanges;
use crate::breaking::{Context, Pair};
use crate::diag::Severity;
use crate::rules::{Category, meta};
use crate::schema::handles::Message;

meta! {
    /// ## What it does
    /// Reports extension ranges that were removed from a message.
    /// ## Why
    /// Extensions with these numbers no longer compile, and data with them cannot be read.
    /// ## Before
    /// ```proto
    /// syntax = "proto2";
    /// message User {
    ///   extensions 100 to 199;
    /// }
    /// ```
    /// ## After
    /// ```proto
    /// syntax = "proto2";
    /// message User {
    ///   extensions 100 to 149;
    /// }
    /// ```
    EXTENSION_MESSAGE_NO_DELETE {
        categories: &[Category::File, Category::Package, Category::Csr],
        severity: Severity::Error,
        on: true,
        settings: &[],
    }
}

pub fn check(message: Pair<Message<'_>>, cx: &mut Context<'_>) {
    let sites = message.map(Message::site);
    let ranges = NumberRanges {
        keyword: "extensions",
        sites,
        name: message.new.name(),
        max: message.new.max_number(),
    };
    ranges.check(message.old.extension_ranges(), message.new.extension_ranges(), cx);
}
