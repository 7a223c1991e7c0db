//! `GENERIC_MESSAGE`: messages say what they are.

use crate::diag::Severity;
use crate::lint::Context;
use crate::lint::generic::{Generic, generic};
use crate::rules::{Category, meta};
use crate::schema::handles::Message;

meta! {
    /// ## What it does
    /// Reports messages that could hold anything: top-level ones named `Request` or `Response`, ones named `Data`,
    /// `Payload` and the like that hold bytes or `Any`, and envelopes of only a field such as `type`, `action` or
    /// `opcode` with bytes, a `Struct`, an `Any` or a map of arguments.
    /// ## Why
    /// The contents of such a message are specified elsewhere, if at all. No tool can detect breaking changes, and
    /// readers cannot see in the schema what can be sent.
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
    /// Names such as `Message` are reported only if a field could hold anything. Not reported: a type with `bytes
    /// value`, which is a digest; a `Request` with a oneof, which lists its contents; and a `Data` of only bytes, which
    /// is a chunk.
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
            let text = format!("`{name}` does not say what it holds");
            cx.report(message.name_site(), text).help("name it after its contents or purpose");
        }
        Some(Generic::Envelope(kind, carrier)) => {
            let text = format!(
                "`{name}` can hold anything: the type of `{}` depends on `{}`, which no tool can check",
                carrier.name(),
                kind.name()
            );
            cx.report(message.name_site(), text)
                .label(carrier.site(), "the schema does not define these contents")
                .help("declare a message for each kind, and combine them in a oneof");
        }
    }
}
