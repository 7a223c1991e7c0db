//! `COMMENT_RPC`: methods are documented.

use crate::diag::Severity;
use crate::lint::Context;
use crate::lint::documented::{EXCLUDES, require};
use crate::rules::{Category, meta};
use crate::schema::handles::Method;

meta! {
    /// ## What it does
    /// Reports methods without a comment above them.
    /// ## Why
    /// Generated code and API pages carry these comments to people who never see the file.
    /// ## Bad
    /// ```proto
    /// service UserService {
    ///   rpc GetUser(GetUserRequest) returns (GetUserResponse);
    /// }
    ///
    /// message GetUserRequest {}
    /// message GetUserResponse {}
    /// ```
    /// ## Good
    /// ```proto
    /// service UserService {
    ///   // Finds a user by name.
    ///   rpc GetUser(GetUserRequest) returns (GetUserResponse);
    /// }
    ///
    /// message GetUserRequest {}
    /// message GetUserResponse {}
    /// ```
    /// ## Notes
    /// Comments that begin with `buf:lint:ignore` do not count, nor do comments on the same line.
    COMMENT_RPC {
        categories: &[Category::Comments],
        severity: Severity::Warning,
        on: false,
        settings: &[EXCLUDES],
    }
}

pub fn check(method: Method<'_>, cx: &mut Context<'_>) {
    require(&method.comment_lines(), method.site(), "method", method.name(), cx);
}
