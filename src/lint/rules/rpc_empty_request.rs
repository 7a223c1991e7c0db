//! `RPC_EMPTY_REQUEST`: every method has a request that can grow.

use crate::diag::Severity;
use crate::lint::Context;
use crate::lint::methods::EMPTY;
use crate::rules::{Category, meta};
use crate::schema::handles::{Message, Method};

meta! {
    /// ## What it does
    /// Reports methods without streams whose request is `google.protobuf.Empty`.
    /// ## Why
    /// Nobody can add a field to it. The first parameter the method needs takes a new method.
    /// ## Bad
    /// ```proto
    /// import "google/protobuf/empty.proto";
    ///
    /// service ClockService {
    ///   rpc GetTime(google.protobuf.Empty) returns (Time);
    /// }
    ///
    /// message Time {}
    /// ```
    /// ## Good
    /// ```proto
    /// service ClockService {
    ///   rpc GetTime(GetTimeRequest) returns (Time);
    /// }
    ///
    /// message GetTimeRequest {}
    /// message Time {}
    /// ```
    /// ## Notes
    /// `STREAM_EMPTY_REQUEST` is the same for methods with streams.
    RPC_EMPTY_REQUEST {
        categories: &[Category::Design],
        severity: Severity::Warning,
        on: true,
        settings: &[],
    }
}

pub fn check(method: Method<'_>, cx: &mut Context<'_>) {
    let is_unary = !method.is_client_streaming() && !method.is_server_streaming();
    if !is_unary || method.input().map(Message::full_name) != Some(EMPTY) {
        return;
    }
    let text = format!("the request of `{}` is `{EMPTY}`, to which no field can be added", method.name());
    cx.report(method.input_spot(), text)
        .help(format!("declare `message {}Request {{}}`, empty for now", method.name()));
}
