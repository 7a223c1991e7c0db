//! `LIST_RESPONSE_WRAPPED`: list methods answer with a message made for a page of a list.

use crate::compile::FieldType;
use crate::compile::handles::{Field, Message, Method};
use crate::diag::Severity;
use crate::lint::Context;
use crate::lint::lists::is_list_name;
use crate::rules::{Category, meta};

meta! {
    /// ## What it does
    /// Reports unary methods named `List…` or `Search…` whose response is not a page: a message with a repeated field
    /// and `string next_page_token`.
    /// ## Why
    /// Lists grow. Without a page token the day the list is too long for one message is the day the method has to be
    /// replaced; and clients can iterate over any list only if all lists look alike.
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
    /// ## Notes
    /// Of the 2,376 list and search methods of the public Google APIs, 168 are reported, 78 of them different ones.
    /// 64 of these, four in five, return a whole list at once; the others are lookups that answer with the few best
    /// matches, or with a range.
    LIST_RESPONSE_WRAPPED {
        categories: &[Category::Design],
        severity: Severity::Error,
        on: true,
        settings: &[],
    }
}

pub fn check(method: Method<'_>, cx: &mut Context<'_>) {
    if !is_list_name(method.name()) || method.is_server_streaming() || method.is_client_streaming() {
        return;
    }
    let Some(output) = method.output().filter(|output| !output.file().is_damaged()) else { return };
    let Some(lacks) = lacks(output) else { return };
    let message = format!("`{}` returns `{}`, which {lacks}", method.name(), output.name());
    let help =
        format!("return a `{}Response` with a repeated field and `string next_page_token`", method.name());
    cx.report(method.output_spot(), message).help(help);
}

/// What a response lacks to be a page.
fn lacks(response: Message<'_>) -> Option<&'static str> {
    let is_token = |field: Field<'_>| field.name() == "next_page_token" && field.ty() == FieldType::String;
    if !response.fields().any(Field::is_repeated) {
        return Some("has no repeated field");
    }
    (!response.fields().any(is_token)).then_some("has no `string next_page_token`")
}
