//! `ERROR_IN_RESPONSE`: failures are statuses.

use crate::diag::Severity;
use crate::lint::Context;
use crate::lint::names::has_word;
use crate::rules::{Category, meta};
use crate::schema::FieldType;
use crate::schema::handles::{Field, Message, Method};

meta! {
    /// ## What it does
    /// Reports unary methods whose response contains an error or success field, such as `bool success`, `string error`,
    /// `string error_message` or `int32 code`.
    /// ## Why
    /// gRPC ends each call with a status, which retries, metrics, tracing and gateways use. For them, a failure in a
    /// response is a success, and each client has to check both places.
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
    /// Not reported: fields of a returned resource, methods that validate or check something, and transactions, whose
    /// response says which branch was taken.
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
    if has_word(method.name(), &VALIDATING) {
        return;
    }
    let Some(field) = output.fields().find(|field| is_failure_field(*field)) else { return };
    let text = format!(
        "`{}` reports failures in `{}`, which clients have to check in addition to the status",
        method.name(),
        field.name()
    );
    cx.report(method.output_site(), text)
        .label(field.site(), "a failure here looks like a success to retries, metrics and gateways")
        .help("return an error status, with details if needed");
}

/// Words in names of methods for which a negative answer is not a failure.
const VALIDATING: [&str; 8] = ["check", "compare", "test", "transaction", "try", "txn", "validate", "verify"];

fn is_failure_field(field: Field<'_>) -> bool {
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
