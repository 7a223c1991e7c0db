//! `LIST_RESPONSE_WRAPPED`: list methods answer with a message made for a page of a list.

use crate::diag::Severity;
use crate::lint::Context;
use crate::lint::lists::{NEXT_PAGE_TOKEN, is_list_name, request_lacks, response_lacks, with_fields};
use crate::lint::names::pascal_case;
use crate::rules::{Category, meta};
use crate::schema::handles::{Field, Method};

meta! {
    /// ## What it does
    /// Reports unary methods named `List…` or `Search…` whose response is not a page: a message with a repeated field
    /// and `string next_page_token`.
    /// ## Why
    /// Lists grow. Without a page token, the method has to be replaced when the list exceeds the message size limit;
    /// and clients can only iterate generically if all lists have the same form.
    /// ## Bad
    /// ```proto
    /// service UserService {
    ///   rpc ListUsers(ListUsersRequest) returns (UserList);
    /// }
    ///
    /// message User {}
    /// message ListUsersRequest {}
    /// message UserList {
    ///   repeated User users = 1;
    /// }
    /// ```
    /// ## Good
    /// ```proto
    /// service UserService {
    ///   rpc ListUsers(ListUsersRequest) returns (ListUsersResponse);
    /// }
    ///
    /// message User {}
    /// message ListUsersRequest {
    ///   int32 page_size = 1;
    ///   string page_token = 2;
    /// }
    /// message ListUsersResponse {
    ///   repeated User users = 1;
    ///   string next_page_token = 2;
    /// }
    /// ```
    /// ## Fix
    /// `--fix=source` adds `next_page_token` to a response that has a list.
    /// ## Notes
    /// `bytes` tokens and cursors count, as does a message about pages, such as `PageInfo page_info`. No token is
    /// needed if the request has a position, such as `int32 offset`, or for a search for a number of best results. If
    /// the request cannot select a page either, this is the only finding.
    LIST_RESPONSE_WRAPPED {
        categories: &[Category::Design],
        severity: Severity::Warning,
        on: true,
        settings: &[],
    }
}

pub fn check(method: Method<'_>, cx: &mut Context<'_>) {
    if !is_list_name(method.name()) || method.is_server_streaming() || method.is_client_streaming() {
        return;
    }
    let Some(output) = method.output().filter(|output| !output.file().is_damaged()) else { return };
    let Some(lacks) = response_lacks(method, output) else { return };
    let message = format!("`{}` returns `{}`, which {lacks}", method.name(), output.name());
    let mut help = format!(
        "return a `{}Response` with a repeated field and `string next_page_token`",
        pascal_case(method.name())
    );
    if method.input().is_some_and(|input| !request_lacks(input).is_empty()) {
        help.push_str(", and add `int32 page_size` and `string page_token` to the request");
    }
    // Which field is the list is not known.
    let has_list = output.fields().any(Field::is_repeated);
    let fix = has_list.then(|| with_fields(method, output, &[NEXT_PAGE_TOKEN])).flatten();
    cx.report(method.output_site(), message).help(help).fix(fix);
}
