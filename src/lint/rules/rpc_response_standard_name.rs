//! `RPC_RESPONSE_STANDARD_NAME`: response messages are named after their method.

use crate::diag::Severity;
use crate::lint::methods::{ALLOW_EMPTY_RESPONSES, EMPTY};
use crate::lint::names::pascal_case;
use crate::lint::own_message::{MessageUses, own_message};
use crate::lint::{Context, Index};
use crate::rules::{Category, meta};
use crate::schema::handles::Service;

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
    /// ## Fix
    /// `--fix=source` renames the message if only this method uses it. Otherwise `--fix=wire` copies it.
    RPC_RESPONSE_STANDARD_NAME {
        categories: &[Category::Standard],
        severity: Severity::Warning,
        on: false,
        settings: &[ALLOW_EMPTY_RESPONSES],
    }
}

pub fn check(index: &Index<'_>, cx: &mut Context<'_>) {
    let mut uses = None;
    for method in index.files.iter().flat_map(|file| file.services()).flat_map(Service::methods) {
        let Some(output) = method.output() else { continue };
        if output.full_name() == EMPTY && cx.switch(&ALLOW_EMPTY_RESPONSES) {
            continue;
        }
        let expected = pascal_case(method.name()) + "Response";
        let service = pascal_case(method.parent().name());
        if output.name() == expected || output.name().strip_prefix(&*service) == Some(&expected) {
            continue;
        }
        let message = format!("response `{}` is not named after method `{}`", output.name(), method.name());
        let help = format!("declare a separate message `{expected}` or `{service}{expected}`");
        let uses = uses.get_or_insert_with(|| MessageUses::new(index));
        let fix = own_message(method, method.output_site(), output, &expected, index, uses);
        cx.report(method.output_site(), message).help(help).fix(fix);
    }
}
