//! What rules about methods agree on: the empty message and where it is allowed.

use crate::rules::{Setting, Value};

/// The message without content.
pub const EMPTY: &str = "google.protobuf.Empty";

pub const ALLOW_EMPTY_REQUESTS: Setting = Setting {
    name: "rpc_allow_google_protobuf_empty_requests",
    default: Value::Bool(false),
    docs: "Whether `google.protobuf.Empty` may be the request of many methods.",
};

pub const ALLOW_EMPTY_RESPONSES: Setting = Setting {
    name: "rpc_allow_google_protobuf_empty_responses",
    default: Value::Bool(false),
    docs: "Whether `google.protobuf.Empty` may be the response of many methods.",
};
