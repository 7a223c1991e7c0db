//! `RPC_NO_SERVER_STREAMING`: servers send one response.

use crate::diag::Severity;
use crate::lint::Context;
use crate::rules::{Category, meta};
use crate::schema::handles::Method;

meta! {
    /// ## What it does
    /// Reports methods with a stream of responses.
    /// ## Why
    /// Streams do not work through HTTP/JSON gateways, are hard to load balance, and cannot simply be retried.
    /// ## Bad
    /// ```proto
    /// service UserService {
    ///   rpc WatchUsers(WatchUsersRequest) returns (stream WatchUsersResponse);
    /// }
    ///
    /// message WatchUsersRequest {}
    /// message WatchUsersResponse {}
    /// ```
    /// ## Good
    /// ```proto
    /// service UserService {
    ///   rpc WatchUsers(WatchUsersRequest) returns (WatchUsersResponse);
    /// }
    ///
    /// message WatchUsersRequest {}
    /// message WatchUsersResponse {}
    /// ```
    RPC_NO_SERVER_STREAMING {
        categories: &[Category::UnaryRpc],
        severity: Severity::Warning,
        on: false,
        settings: &[],
    }
}

pub fn check(method: Method<'_>, cx: &mut Context<'_>) {
    if method.is_server_streaming() {
        let message = format!("method `{}` returns a stream of responses", method.name());
        cx.report(method.site(), message).help("return a single response, with pages if needed");
    }
}
