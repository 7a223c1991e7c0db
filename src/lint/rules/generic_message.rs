//! `GENERIC_MESSAGE`: messages say what they are.

use crate::diag::Severity;
use crate::lint::Context;
use crate::lint::generic::{Generic, generic};
use crate::rules::{Category, meta};
use crate::schema::handles::Message;

meta! {
    /// ## What it does
    /// Reports messages that could be anything: those named `Request` or `Response` outside of other messages, those named
    /// `Data`, `Payload` and the like that hold bytes or `Any`, and envelopes with nothing but a field such as `type`,
    /// `action` or `opcode` and bytes, a `Struct`, an `Any` or a map of arguments.
    /// ## Why
    /// What such a message really holds is agreed on somewhere else, if at all. No tool sees when that changes, and no
    /// reader finds out from the schema what can be sent.
    /// ## Bad
    /// ```proto
    /// message Request {
    ///   string type = 1;
    ///   bytes data = 2;
    /// }
    /// ```
    /// ## Good
    /// ```proto
    /// message CreateUserRequest {
    ///   string username = 1;
    ///   string email = 2;
    /// }
    /// ```
    /// ## Notes
    /// In mail a `Message` is a thing of its own, so names like that count only where something in the message could
    /// be anything. A type and `bytes value` are a digest, a `Request` with a oneof lists what it can be,
    /// and a `Data` of nothing but bytes is a chunk.
    GENERIC_MESSAGE {
        categories: &[Category::Design],
        severity: Severity::Warning,
        on: true,
        settings: &[],
    }
}

pub fn check(message: Message<'_>, cx: &mut Context<'_>) {
    let name = message.name();
    match generic(message) {
        None => {}
        Some(Generic::Name) => {
            let text =
                format!("`{name}` does not say what it holds, and everything in the package could be one");
            cx.report(message.name_spot(), text).help("name it after what it holds or asks for");
        }
        Some(Generic::Envelope(kind, carrier)) => {
            let text = format!(
                "`{name}` can hold anything: what `{}` is depends on `{}`, which no tool can check",
                carrier.name(),
                kind.name()
            );
            cx.report(message.name_spot(), text)
                .label(carrier.spot(), "the schema does not say what is in here")
                .help("declare a message for each kind, and a oneof of them where they share a place");
        }
    }
}
