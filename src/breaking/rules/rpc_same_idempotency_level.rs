//! `RPC_SAME_IDEMPOTENCY_LEVEL`: `idempotency_level` stays what it is.

use crate::breaking::{Breaks, Context, Pair};
use crate::diag::Severity;
use crate::rules::{Category, meta};
use crate::schema::Step;
use crate::schema::handles::Method;

meta! {
    /// ## What it does
    /// Reports methods whose `idempotency_level` changed.
    /// ## Why
    /// Clients may call methods without side effects with HTTP GET, and retry idempotent ones; a server that no longer
    /// allows this rejects the former, and repeats the effect of the latter.
    /// ## Before
    /// ```proto
    /// message Request {}
    /// message Other {}
    /// service Users {
    ///   rpc Get(Request) returns (Request) {
    ///     option idempotency_level = NO_SIDE_EFFECTS;
    ///   }
    /// }
    /// ```
    /// ## After
    /// ```proto
    /// message Request {}
    /// message Other {}
    /// service Users {
    ///   rpc Get(Request) returns (Request) {
    ///     option idempotency_level = IDEMPOTENT;
    ///   }
    /// }
    /// ```
    RPC_SAME_IDEMPOTENCY_LEVEL {
        categories: &[Category::File, Category::Package, Category::WireJson, Category::Wire, Category::Csr],
        severity: Severity::Error,
        on: true,
        settings: &[],
    }
}

const OPTION: &[Step] = &[(34, "idempotency_level")];

/// The names of the values of `MethodOptions.IdempotencyLevel`.
const NAMES: [&str; 3] = ["IDEMPOTENCY_UNKNOWN", "NO_SIDE_EFFECTS", "IDEMPOTENT"];

pub fn check(method: Pair<Method<'_>>, cx: &mut Context<'_>) {
    let set = method.map(level);
    let level = set.map(Option::unwrap_or_default);
    if level.is_same() {
        return;
    }
    let Pair { old, new } = level.map(|level| NAMES.get(level as usize).copied().unwrap_or("unknown"));
    let of = format!("`{}.{}`", method.new.parent().name(), method.new.name());
    let text = format!("the idempotency of {of} changed from {old} to {new}");
    let help = format!("set `idempotency_level = {old}`");
    // As in buf, a removed option is reported for the file.
    let at = set.new.map_or_else(|| method.new.file().site(), |_| method.new.setting_site(OPTION));
    cx.report(at, method.old.setting_site(OPTION), Breaks::Wire, text).change(old, new).help(help);
}

fn level(method: Method<'_>) -> Option<i32> {
    method.options().and_then(|options| options.enumeration(34))
}
