//! `GOD_RPC`: a method does one thing.

use crate::diag::Severity;
use crate::lint::Context;
use crate::lint::generic::generic;
use crate::lint::names::{is_one_of, words};
use crate::rules::{Category, meta};
use crate::schema::handles::Method;

meta! {
    /// ## What it does
    /// Reports methods named `DoEverything`, `DoAll`, `HandleAnything` or the like, and those named `Execute`,
    /// `Process` or the like whose request or response could hold anything, as for `GENERIC_MESSAGE`.
    /// ## Why
    /// Such a method hides a second, undeclared interface: permissions, limits, metrics and breaking changes are all
    /// per method, and this is one method for everything.
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
    /// `Run(RunRequest)` is not reported if `RunRequest` says what is run.
    GOD_RPC {
        categories: &[Category::Design],
        severity: Severity::Warning,
        on: true,
        settings: &[],
    }
}

/// Verbs that do not say what is done.
const VERBS: [&str; 9] =
    ["Call", "Dispatch", "Do", "Execute", "Handle", "Invoke", "Perform", "Process", "Run"];

/// Objects of methods that do everything.
const EVERYTHING: [&str; 6] = ["All", "Any", "Anything", "Everything", "Something", "Stuff"];

pub fn check(method: Method<'_>, cx: &mut Context<'_>) {
    let mut words = words(method.name());
    if !words.next().is_some_and(|verb| is_one_of(verb, &VERBS)) {
        return;
    }
    let text = match (words.next(), words.next()) {
        (None, _) => {
            let messages = [method.input(), method.output()].into_iter().flatten();
            let Some(message) = messages.into_iter().find(|message| generic(*message).is_some()) else {
                return;
            };
            format!("`{}` with `{}` can do anything", method.name(), message.name())
        }
        (Some(object), None) if is_one_of(object, &EVERYTHING) => {
            format!("`{}` can do anything", method.name())
        }
        _ => return,
    };
    cx.report(method.name_site(), text).help("declare a method for each operation");
}
