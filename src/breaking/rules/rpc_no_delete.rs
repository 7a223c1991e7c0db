//! `RPC_NO_DELETE`: methods stay.

use crate::breaking::{Breaks, Context, Pair};
use crate::diag::Severity;
use crate::rules::{Category, meta};
use crate::schema::handles::{Method, Service};
use rustc_hash::FxHashSet;

meta! {
    /// ## What it does
    /// Reports methods that were deleted from a service.
    /// ## Why
    /// Clients that call the method get `UNIMPLEMENTED`, and code that uses it no longer compiles.
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
    /// service Users {}
    /// ```
    RPC_NO_DELETE {
        categories: &[Category::File, Category::Package],
        severity: Severity::Error,
        on: true,
        settings: &[],
    }
}

pub fn check(service: Pair<Service<'_>>, cx: &mut Context<'_>) {
    let kept: FxHashSet<&str> = service.new.methods().map(Method::name).collect();
    for method in service.old.methods().filter(|method| !kept.contains(method.name())) {
        let (name, of) = (method.name(), service.new.name());
        let text = format!("`{of}.{name}` was deleted: calls fail with UNIMPLEMENTED");
        let help = "keep it, with `option deprecated = true`, until nobody calls it";
        cx.report(service.new.site(), method.site(), Breaks::Wire, text).help(help);
    }
}
