//! `STREAM_EMPTY_REQUEST`: what opens a stream can say more one day.

use crate::diag::Severity;
use crate::lint::Context;
use crate::lint::methods::EMPTY;
use crate::rules::{Category, meta};
use crate::schema::handles::{Message, Method};

meta! {
    /// ## What it does
    /// Reports methods with streams whose request is `google.protobuf.Empty`.
    /// ## Why
    /// No field can be added to it, and streams often need one later: a filter, or a position to resume from.
    /// ## Bad
    /// ```proto
    /// import "google/protobuf/empty.proto";
    ///
    /// service ClockService {
    ///   rpc WatchTime(google.protobuf.Empty) returns (stream Time);
    /// }
    ///
    /// message Time {}
    /// ```
    /// ## Good
    /// ```proto
    /// service ClockService {
    ///   rpc WatchTime(WatchTimeRequest) returns (stream Time);
    /// }
    ///
    /// message WatchTimeRequest {}
    /// message Time {}
    /// ```
    /// ## Notes
    /// `RPC_EMPTY_REQUEST` is the same for methods without streams.
    STREAM_EMPTY_REQUEST {
        categories: &[Category::Design],
        severity: Severity::Warning,
        on: true,
        settings: &[],
    }
}

pub fn check(method: Method<'_>, cx: &mut Context<'_>) {
    let is_streaming = method.is_client_streaming() || method.is_server_streaming();
    if !is_streaming || method.input().map(Message::full_name) != Some(EMPTY) {
        return;
    }
    let text = format!(
        "the request of `{}` is `{EMPTY}`, which cannot have a filter or a position to resume from",
        method.name()
    );
    cx.report(method.input_site(), text)
        .help(format!("declare `message {}Request {{}}`, empty for now", method.name()));
}
