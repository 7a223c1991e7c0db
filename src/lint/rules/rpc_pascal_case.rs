//! `RPC_PASCAL_CASE`: method names are in `PascalCase`.

use crate::diag::{Breaks, Severity};
use crate::lint::Context;
use crate::lint::names::{pascal_case, suggested_pascal_case};
use crate::rules::{Category, meta};
use crate::schema::handles::Method;

meta! {
    /// ## What it does
    /// Reports methods whose name is not in `PascalCase`.
    /// ## Why
    /// The name of a method is part of the request URL. With one style, nobody has to look up the spelling.
    /// ## Bad
    /// ```proto
    /// service UserService {
    ///   rpc getUser(GetUserRequest) returns (GetUserResponse);
    /// }
    ///
    /// message GetUserRequest {}
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
    /// `--fix=wire` renames the method. The name is part of the path of a call.
    RPC_PASCAL_CASE {
        categories: &[Category::Basic, Category::Standard],
        severity: Severity::Warning,
        on: true,
        settings: &[],
    }
}

pub fn check(method: Method<'_>, cx: &mut Context<'_>) {
    if method.name() == pascal_case(method.name()) {
        return;
    }
    let expected = suggested_pascal_case(method.name());
    let text = format!("method `{}` is not in PascalCase", method.name());
    cx.report(method.name_site(), text).help(format!("name it `{expected}`")).rename(
        &method,
        &expected,
        Breaks::Wire,
    );
}
