//! `RPC_REQUEST_STANDARD_NAME`: request messages are named after their method.

use crate::diag::Severity;
use crate::lint::methods::ALLOW_EMPTY_REQUESTS;
use crate::lint::own_message::{Side, check_standard_names};
use crate::lint::{Context, Index};
use crate::rules::{Category, meta};

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
    check_standard_names(index, Side::Request, &ALLOW_EMPTY_REQUESTS, cx);
}
