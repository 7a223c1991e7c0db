//! `RPC_REQUEST_STANDARD_NAME`: request messages are named after their method.

use crate::diag::Severity;
use crate::lint::methods::{ALLOW_EMPTY_REQUESTS, EMPTY};
use crate::lint::names::pascal_case;
use crate::lint::own_message::{MessageUses, own_message};
use crate::lint::{Context, Index};
use crate::rules::{Category, meta};
use crate::schema::handles::Service;

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
    /// ## Fix
    /// `--fix=source` renames the message if only this method uses it. Otherwise `--fix=wire` copies it.
    RPC_REQUEST_STANDARD_NAME {
        categories: &[Category::Standard],
        severity: Severity::Warning,
        on: false,
        settings: &[ALLOW_EMPTY_REQUESTS],
    }
}

pub fn check(index: &Index<'_>, cx: &mut Context<'_>) {
    let mut uses = None;
    for method in index.files.iter().flat_map(|file| file.services()).flat_map(Service::methods) {
        let Some(input) = method.input() else { continue };
        if input.full_name() == EMPTY && cx.switch(&ALLOW_EMPTY_REQUESTS) {
            continue;
        }
        let expected = pascal_case(method.name()) + "Request";
        let service = pascal_case(method.parent().name());
        if input.name() == expected || input.name().strip_prefix(&*service) == Some(&expected) {
            continue;
        }
        let message = format!("request `{}` is not named after method `{}`", input.name(), method.name());
        let help = format!("declare a separate message `{expected}` or `{service}{expected}`");
        let uses = uses.get_or_insert_with(|| MessageUses::new(index));
        let fix = own_message(method, method.input_site(), input, &expected, index, uses);
        cx.report(method.input_site(), message).help(help).fix(fix);
    }
}
