//! `LIST_RESPONSE_WRAPPED`: list methods answer with a message made for a page of a list.

use crate::compile::FieldType;
use crate::compile::handles::{Field, Message, Method};
use crate::diag::Severity;
use crate::lint::Context;
use crate::lint::lists::{is_list_name, list_fields};
use crate::rules::{Category, meta};

meta! {
    /// ## What it does
    /// Reports unary methods named `List…` or `Search…` whose response is not a page: a message with exactly one
    /// repeated message field and `string next_page_token`.
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
    /// Of the 2,376 list and search methods of the public Google APIs, 208 are reported; 156 of these, three in four, have
    /// no pages at all. The rest page through plain values, or carry facets or warnings beside the list.
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
    let help = format!(
        "return a `{}Response` with one repeated message field and `string next_page_token`",
        method.name()
    );
    cx.report(method.output_spot(), message).help(help);
}

/// What a response lacks to be a page.
fn lacks(response: Message<'_>) -> Option<String> {
    let lists: Vec<_> = list_fields(response).map(|field| format!("`{}`", field.name())).collect();
    let is_token = |field: Field<'_>| field.name() == "next_page_token" && field.ty() == FieldType::String;
    match lists.len() {
        0 => Some("has no repeated message field".to_owned()),
        1 if response.fields().any(is_token) => None,
        1 => Some("has no `string next_page_token`".to_owned()),
        _ => Some(format!("leaves open which of {} is the list", lists.join(", "))),
    }
}
