//! `RPC_SAME_CLIENT_STREAMING`: the client streams as before, or not.

use crate::breaking::{Breaks, Context, Pair};
use crate::diag::Severity;
use crate::rules::{Category, meta};
use crate::schema::handles::Method;

meta! {
    /// ## What it does
    /// Reports methods whose request changed from one message to a stream, or the reverse.
    /// ## Why
    /// Generated code has another interface, and old callers fail at run time.
    /// ## Before
    /// ```proto
    /// message Request {}
    /// message Other {}
    /// service Users {
    ///   rpc Get(Request) returns (Request);
    /// }
    /// ```
    /// ## After
    /// ```proto
    /// message Request {}
    /// message Other {}
    /// service Users {
    ///   rpc Get(stream Request) returns (Request);
    /// }
    /// ```
    RPC_SAME_CLIENT_STREAMING {
        categories: &[Category::File, Category::Package, Category::WireJson, Category::Wire, Category::Csr],
        severity: Severity::Error,
        on: true,
        settings: &[],
    }
}

pub fn check(method: Pair<Method<'_>>, cx: &mut Context<'_>) {
    let streams = method.map(Method::is_client_streaming);
    if streams.is_same() {
        return;
    }
    let Pair { old, new } = streams.map(|streams| if streams { "a stream" } else { "one message" });
    let of = format!("`{}.{}`", method.new.parent().name(), method.new.name());
    let text = format!("the request of {of} changed from {old} to {new}");
    let help = "restore it, and add a method";
    cx.report(method.new.site(), method.old.site(), Breaks::Wire, text).change(old, new).help(help);
}
