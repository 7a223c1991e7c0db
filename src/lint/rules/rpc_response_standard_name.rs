//! `RPC_RESPONSE_STANDARD_NAME`: response messages are named after their method.

use crate::diag::Severity;
use crate::lint::Context;
use crate::lint::methods::{ALLOW_EMPTY_RESPONSES, EMPTY};
use crate::lint::names::pascal_case;
use crate::rules::{Category, meta};
use crate::schema::handles::Method;

meta! {
    /// ## What it does
    /// Reports methods whose response message is named neither `MethodResponse` nor `ServiceMethodResponse`, with the
    /// names of both in `PascalCase`.
    /// ## Why
    /// A message for a single method can change with it. One with another name is likely used elsewhere too.
    /// ## Bad
    /// ```proto
    /// service UserService {
    ///   rpc GetUser(GetUserRequest) returns (User);
    /// }
    ///
    /// message GetUserRequest {}
    /// message User {}
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
    RPC_RESPONSE_STANDARD_NAME {
        categories: &[Category::Standard],
        severity: Severity::Warning,
        on: false,
        settings: &[ALLOW_EMPTY_RESPONSES],
    }
}

pub fn check(method: Method<'_>, cx: &mut Context<'_>) {
    let Some(output) = method.output() else { return };
    if output.full_name() == EMPTY && cx.switch(&ALLOW_EMPTY_RESPONSES) {
        return;
    }
    let expected = pascal_case(method.name()) + "Response";
    let service = pascal_case(method.parent().name());
    if output.name() == expected || output.name().strip_prefix(&*service) == Some(&expected) {
        return;
    }
    let message = format!("response `{}` is not named after method `{}`", output.name(), method.name());
    let help = format!("declare a separate message `{expected}` or `{service}{expected}`");
    cx.report(method.output_spot(), message).help(help);
}
