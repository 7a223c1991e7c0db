//! `LIST_REQUEST_PAGINATED`: list methods can be asked for a page.

use crate::diag::Severity;
use crate::lint::Context;
use crate::lint::lists::{asks_for_best, is_list_name, request_lacks, response_lacks, with_fields};
use crate::rules::{Category, meta};
use crate::schema::handles::Method;

meta! {
    /// ## What it does
    /// Reports unary methods named `List…` or `Search…` whose request cannot select a page: it has no `string
    /// page_token`, or no number such as `int32 page_size`. If the response is not a page either, only
    /// `LIST_RESPONSE_WRAPPED` reports the method.
    /// ## Why
    /// Without them, the server sends everything at once, which fails when the list exceeds the message size limit, or
    /// a part, and the client cannot get the rest. Adding pages later breaks clients that take the first page for the
    /// whole list.
    /// ## Bad
    /// ```proto
    /// service UserService {
    ///   rpc ListUsers(ListUsersRequest) returns (ListUsersResponse);
    /// }
    ///
    /// message User {}
    /// message ListUsersRequest {}
    /// message ListUsersResponse {
    ///   repeated User users = 1;
    ///   string next_page_token = 2;
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
    /// `--fix=source` adds the fields to the request.
    /// ## Notes
    /// A size may have another type or name, such as `max_results`, if one of its words is size, max or limit. `bytes`
    /// tokens and cursors count, as do positions such as `int32 offset`, and messages about pages, such as `PageRequest
    /// pagination`.
    LIST_REQUEST_PAGINATED {
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
    let (Some(input), Some(output)) = (method.input(), method.output()) else { return };
    if input.file().is_damaged() || asks_for_best(method, input) || response_lacks(method, output).is_some() {
        return;
    }
    let lacks = request_lacks(input);
    if lacks.is_empty() {
        return;
    }
    let shown: Vec<String> = lacks.iter().map(|(ty, name)| format!("`{ty} {name}`")).collect();
    let lacking = shown.join(" and no ");
    let text = format!("`{}` takes `{}`, which has no {lacking}", method.name(), input.name());
    cx.report(method.input_site(), text)
        .help("add `int32 page_size` and `string page_token` to the request")
        .fix(with_fields(method, input, lacks));
}
