//! `ERROR_IN_RESPONSE`: failures are statuses.

use crate::diag::Severity;
use crate::lint::Context;
use crate::lint::names::has_word;
use crate::rules::{Category, meta};
use crate::schema::FieldType;
use crate::schema::handles::{Field, Message, Method};

meta! {
    /// ## What it does
    /// Reports unary methods whose response says whether they worked: `bool success`, `string error`, `string error_message`
    /// or `int32 code` and the like.
    /// ## Why
    /// gRPC ends each call with a status, and retries, metrics, tracing and gateways look at that one. A failure inside of
    /// a response counts as a success for all of them, and each client has to remember to look in two places.
    /// ## Bad
    /// ```proto
    /// service UserService {
    ///   rpc BanUser(BanUserRequest) returns (BanUserResponse);
    /// }
    ///
    /// message BanUserRequest {}
    /// message BanUserResponse {
    ///   bool success = 1;
    /// }
    /// ```
    /// ## Good
    /// ```proto
    /// service UserService {
    ///   // Fails with NOT_FOUND where there is no such user.
    ///   rpc BanUser(BanUserRequest) returns (BanUserResponse);
    /// }
    ///
    /// message BanUserRequest {}
    /// message BanUserResponse {}
    /// ```
    /// ## Notes
    /// A resource that a method returns may well say what went wrong with it, and a method that verifies something works
    /// whatever the answer is: both are left alone, and so are transactions, whose answer says which branch was taken.
    ERROR_IN_RESPONSE {
        categories: &[Category::Design],
        severity: Severity::Warning,
        on: true,
        settings: &[],
    }
}

pub fn check(method: Method<'_>, cx: &mut Context<'_>) {
    if method.is_server_streaming() || method.is_client_streaming() {
        return;
    }
    let is_made_for_it =
        |output: &Message<'_>| output.name().ends_with("Response") || output.name().contains(method.name());
    let Some(output) = method.output().filter(is_made_for_it) else { return };
    if has_word(method.name(), &JUDGING) {
        return;
    }
    let Some(field) = output.fields().find(|field| tells_failure(*field)) else { return };
    let text = format!(
        "`{}` tells in `{}` whether it worked, where only clients that look will see it",
        method.name(),
        field.name()
    );
    cx.report(method.output_spot(), text)
        .label(field.spot(), "a failure here is a success to everything that looks at statuses")
        .help("fail with a status, and put what else there is to say in its details");
}

/// Words in the names of methods that work whichever way they answer.
const JUDGING: [&str; 8] = ["check", "compare", "test", "transaction", "try", "txn", "validate", "verify"];

fn tells_failure(field: Field<'_>) -> bool {
    if field.is_repeated() || field.oneof().is_some() {
        return false;
    }
    match field.ty() {
        FieldType::Bool => {
            matches!(field.name(), "success" | "succeeded" | "successful" | "ok" | "is_success")
        }
        FieldType::String => {
            matches!(field.name(), "error" | "error_message" | "error_msg" | "err" | "err_msg")
        }
        FieldType::Int32 => matches!(field.name(), "code" | "error_code" | "err_code" | "status_code"),
        _ => false,
    }
}
