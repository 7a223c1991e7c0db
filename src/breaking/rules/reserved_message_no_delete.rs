//! `RESERVED_MESSAGE_NO_DELETE`: what messages reserve stays reserved.

use crate::breaking::numbers::NumberRanges;
use crate::breaking::{Context, Pair};
use crate::diag::Severity;
use crate::rules::{Category, meta};
use crate::schema::handles::Message;

meta! {
    /// ## What it does
    /// Reports numbers and names that a message no longer reserves, whether or not they are in use.
    /// ## Why
    /// They were reserved because old data contains them. If they are reused, old data is misread.
    /// ## Before
    /// ```proto
    /// message User {
    ///   reserved 2 to 4;
    ///   reserved "email";
    /// }
    /// ```
    /// ## After
    /// ```proto
    /// message User {
    ///   reserved 2, 4;
    ///   reserved "email";
    /// }
    /// ```
    RESERVED_MESSAGE_NO_DELETE {
        categories: &[Category::File, Category::Package, Category::WireJson, Category::Wire, Category::Csr],
        severity: Severity::Error,
        on: true,
        settings: &[],
    }
}

pub fn check(message: Pair<Message<'_>>, cx: &mut Context<'_>) {
    let sites = message.map(Message::site);
    let ranges =
        NumberRanges { keyword: "reserved", sites, name: message.new.name(), max: message.new.max_number() };
    ranges.check(message.old.reserved_ranges(), message.new.reserved_ranges(), cx);
    ranges.check_names(message.old.reserved_names(), message.new.reserved_names(), cx);
}
