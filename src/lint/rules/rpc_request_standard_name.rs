//! `RPC_REQUEST_STANDARD_NAME`: request messages are named after their method.

use crate::diag::Severity;
use crate::lint::Context;
use crate::lint::methods::{ALLOW_EMPTY_REQUESTS, EMPTY};
use crate::lint::names::pascal_case;
use crate::rules::{Category, meta};
use crate::schema::handles::Method;

meta! {
    /// ## What it does
    /// Reports methods whose request message is named neither `MethodRequest` nor `ServiceMethodRequest`, with the
    /// names of both in `PascalCase`.
    /// ## Why
    /// A message for a single method can change with it. One with another name is likely used elsewhere too.
    /// ## Bad
    /// ```proto
    /// service UserService {
    ///   rpc GetUser(User) returns (GetUserResponse);
    /// }
    ///
    /// message User {}
    /// message GetUserResponse {}
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
    RPC_REQUEST_STANDARD_NAME {
        categories: &[Category::Standard],
        severity: Severity::Warning,
        on: false,
        settings: &[ALLOW_EMPTY_REQUESTS],
    }
}

pub fn check(method: Method<'_>, cx: &mut Context<'_>) {
    let Some(input) = method.input() else { return };
    if input.full_name() == EMPTY && cx.switch(&ALLOW_EMPTY_REQUESTS) {
        return;
    }
    let expected = pascal_case(method.name()) + "Request";
    let service = pascal_case(method.parent().name());
    if input.name() == expected || input.name().strip_prefix(&*service) == Some(&expected) {
        return;
    }
    let message = format!("request `{}` is not named after method `{}`", input.name(), method.name());
    let help = format!("declare a separate message `{expected}` or `{service}{expected}`");
    cx.report(method.input_spot(), message).help(help);
}
