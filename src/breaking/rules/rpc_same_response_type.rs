//! `RPC_SAME_RESPONSE_TYPE`: methods keep their response types.

use crate::breaking::{Breaks, Context, Pair};
use crate::diag::Severity;
use crate::rules::{Category, meta};
use crate::schema::handles::{Message, Method};

meta! {
    /// ## What it does
    /// Reports methods whose response type changed.
    /// ## Why
    /// Old clients and new servers decode each other's messages as the wrong type.
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
    ///   rpc Get(Request) returns (Other);
    /// }
    /// ```
    RPC_SAME_RESPONSE_TYPE {
        categories: &[Category::File, Category::Package, Category::WireJson, Category::Wire, Category::Csr],
        severity: Severity::Error,
        on: true,
        settings: &[],
    }
}

pub fn check(method: Pair<Method<'_>>, cx: &mut Context<'_>) {
    let name = method.map(|method| method.output().map_or("", Message::full_name));
    if name.is_same() {
        return;
    }
    let Pair { old, new } = name;
    let of = format!("`{}.{}`", method.new.parent().name(), method.new.name());
    let text = format!("the response of {of} changed from `{old}` to `{new}`");
    let help = format!("keep `{old}`, and add a method for `{new}`");
    cx.report(method.new.output_site(), method.old.output_site(), Breaks::Wire, text)
        .change(old, new)
        .help(help);
}
