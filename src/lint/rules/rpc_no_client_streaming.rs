//! `RPC_NO_CLIENT_STREAMING`: clients send one request.

use crate::diag::Severity;
use crate::lint::Context;
use crate::rules::{Category, meta};
use crate::schema::handles::Method;

meta! {
    /// ## What it does
    /// Reports methods with a stream of requests.
    /// ## Why
    /// Streams do not work through HTTP/JSON gateways, are hard to load balance, and cannot simply be retried.
    /// ## Bad
    /// ```proto
    /// service UserService {
    ///   rpc AddUsers(stream AddUsersRequest) returns (AddUsersResponse);
    /// }
    ///
    /// message AddUsersRequest {}
    /// message AddUsersResponse {}
    /// ```
    /// ## Good
    /// ```proto
    /// service UserService {
    ///   rpc AddUsers(AddUsersRequest) returns (AddUsersResponse);
    /// }
    ///
    /// message AddUsersRequest {}
    /// message AddUsersResponse {}
    /// ```
    RPC_NO_CLIENT_STREAMING {
        categories: &[Category::UnaryRpc],
        severity: Severity::Warning,
        on: false,
        settings: &[],
    }
}

pub fn check(method: Method<'_>, cx: &mut Context<'_>) {
    if method.is_client_streaming() {
        let message = format!("method `{}` takes a stream of requests", method.name());
        cx.report(method.site(), message).help("take a single request, with a list if needed");
    }
}
