//! `ONEOF_NO_DELETE`: oneofs stay.

use crate::breaking::{Breaks, Context, Pair};
use crate::diag::Severity;
use crate::rules::{Category, meta};
use crate::schema::handles::{Message, Oneof};
use rustc_hash::FxHashSet;

meta! {
    /// ## What it does
    /// Reports oneofs that were deleted from a message. The implicit oneofs of proto3 `optional` do not count.
    /// ## Why
    /// Generated code has a type or an accessor for the oneof, and code that uses it no longer compiles.
    /// ## Before
    /// ```proto
    /// message User {
    ///   oneof contact {
    ///     string email = 1;
    ///   }
    /// }
    /// ```
    /// ## After
    /// ```proto
    /// message User {
    ///   string email = 1;
    /// }
    /// ```
    ONEOF_NO_DELETE {
        categories: &[Category::File, Category::Package, Category::Csr],
        severity: Severity::Error,
        on: true,
        settings: &[],
    }
}

pub fn check(message: Pair<Message<'_>>, cx: &mut Context<'_>) {
    let kept: FxHashSet<&str> = message.new.oneofs().map(Oneof::name).collect();
    for oneof in message.old.oneofs().filter(|oneof| !kept.contains(oneof.name())) {
        let (name, of) = (oneof.name(), message.new.name());
        let text = format!("oneof `{of}.{name}` was deleted: code that uses it no longer compiles");
        cx.report(message.new.site(), oneof.site(), Breaks::Source, text).help("keep it, with its fields");
    }
}
