//! `GOD_RPC`: a method does one thing.

use crate::compile::handles::Method;
use crate::diag::Severity;
use crate::lint::Context;
use crate::lint::generic::generic;
use crate::lint::names::is_one_of;
use crate::rules::{Category, meta};

meta! {
    /// ## What it does
    /// Reports methods named `DoEverything`, `Execute`, `Process` or the like whose request or response could be anything,
    /// as `GENERIC_MESSAGE` has it.
    /// ## Why
    /// Behind such a method is a second interface that nobody declared: rights, limits, metrics and breaking changes are
    /// all per method, and this is one method for everything.
    /// ## Bad
    /// ```proto
    /// service UserService {
    ///   rpc DoEverything(Request) returns (Response);
    /// }
    ///
    /// message Request {}
    /// message Response {}
    /// ```
    /// ## Good
    /// ```proto
    /// service UserService {
    ///   rpc GetUser(GetUserRequest) returns (GetUserResponse);
    /// }
    ///
    /// message GetUserRequest {}
    /// message GetUserResponse {}
    /// ```
    /// ## Notes
    /// The public Google APIs have no such method.
    GOD_RPC {
        categories: &[Category::Design],
        severity: Severity::Warning,
        on: true,
        settings: &[],
    }
}

/// Names that promise anything.
const NAMES: [&str; 11] = [
    "Call",
    "Dispatch",
    "Do",
    "DoAll",
    "DoEverything",
    "Execute",
    "Handle",
    "Invoke",
    "Perform",
    "Process",
    "Run",
];

pub fn check(method: Method<'_>, cx: &mut Context<'_>) {
    if !is_one_of(method.name(), &NAMES) {
        return;
    }
    let messages = [method.input(), method.output()].into_iter().flatten();
    let Some(message) = messages.into_iter().find(|message| generic(*message).is_some()) else { return };
    let text = format!("`{}` with `{}` can be asked for anything", method.name(), message.name());
    cx.report(method.name_spot(), text).help("declare a method for each thing it does");
}
