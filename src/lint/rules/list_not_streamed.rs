//! `LIST_NOT_STREAMED`: list methods answer with a page, not with a stream.

use crate::diag::{Fix, Severity};
use crate::lint::Context;
use crate::lint::lists::{is_all_of, is_list_name, list_fields};
use crate::lint::names::{pascal_case, suggested_lower_snake_case};
use crate::lint::own_message::new_message;
use crate::lint::plurals::plural;
use crate::rules::{Category, meta};
use crate::schema::handles::{Message, Method};

meta! {
    /// ## What it does
    /// Reports list and search methods, by their name or a page in their request, that stream entities one by one. A
    /// method named `GetUsers`, `GetAllUsers` or `FindUsers` counts if it streams `User`.
    /// ## Why
    /// A stream of entities has no place for a page token or a total, so neither can be added later; a client that
    /// loses the connection starts over; and proxies, caches and REST gateways cannot treat it as a list.
    /// ## Bad
    /// ```proto
    /// service UserService {
    ///   rpc ListUsers(ListUsersRequest) returns (stream User);
    /// }
    ///
    /// message User {}
    /// message ListUsersRequest {}
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
    /// `--fix=wire` declares a response with a list and `next_page_token`.
    /// ## Notes
    /// Streams of whole pages, each a message with a repeated message field, are not reported.
    LIST_NOT_STREAMED {
        categories: &[Category::Design],
        severity: Severity::Warning,
        on: true,
        settings: &[],
    }
}

pub fn check(method: Method<'_>, cx: &mut Context<'_>) {
    if !method.is_server_streaming() || method.is_client_streaming() {
        return;
    }
    let (Some(input), Some(output)) = (method.input(), method.output()) else { return };
    let lists = is_list_name(method.name()) || is_all_of(method.name(), output.name()) || is_paged(input);
    if !lists || list_fields(output).next().is_some() {
        return;
    }
    let message = format!(
        "`{}` streams `{}` one by one, without a place for a page token",
        method.name(),
        output.name()
    );
    let help = format!(
        "return a `{}Response` with a repeated field and `string next_page_token`",
        pascal_case(method.name())
    );
    cx.report(method.output_site(), message).help(help).fix(fix(method, output));
}

/// Declares a response with a page of the list. The word `stream` goes with the type.
fn fix(method: Method<'_>, output: Message<'_>) -> Option<Fix> {
    let name = format!("{}Response", pascal_case(method.name()));
    let list = plural(&suggested_lower_snake_case(output.name())).into_owned();
    let text = format!(
        "message {name} {{\n  repeated {} {list} = 1;\n  string next_page_token = 2;\n}}",
        method.output_name()
    );
    new_message(method, method.streamed_output_site()?, &name, &text)
}

/// Whether a request selects a page.
fn is_paged(request: Message<'_>) -> bool {
    request.fields().any(|field| matches!(field.name(), "page_size" | "page_token"))
}
