//! `RPC_EMPTY_REQUEST`: every method has a request that can grow.

use crate::diag::Severity;
use crate::lint::Context;
use crate::lint::methods::EMPTY;
use crate::lint::own_message::new_message;
use crate::rules::{Category, meta};
use crate::schema::handles::{Message, Method};

meta! {
    /// ## What it does
    /// Reports methods without streams whose request is `google.protobuf.Empty`.
    /// ## Why
    /// No field can be added to it, so the first parameter needs a new method.
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
    /// ## Fix
    /// `--fix=wire` declares the message, which is encoded like the empty one.
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
    let text = format!("the request of `{}` is `{EMPTY}`, which cannot have fields", method.name());
    let name = format!("{}Request", method.name());
    let declaration = format!("message {name} {{}}");
    cx.report(method.input_site(), text)
        .help(format!("declare `{declaration}`, empty for now"))
        .fix(new_message(method, method.input_site(), &name, &declaration));
}
