//! `RPC_RESPONSE_STANDARD_NAME`: response messages are named after their method.

use crate::diag::Severity;
use crate::lint::methods::ALLOW_EMPTY_RESPONSES;
use crate::lint::own_message::{Side, check_standard_names};
use crate::lint::{Context, Index};
use crate::rules::{Category, meta};

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
    check_standard_names(index, Side::Response, &ALLOW_EMPTY_RESPONSES, cx);
}
