//! `STREAM_CHUNK_SHAPE`: streamed content is told apart from what describes it.

use crate::diag::Severity;
use crate::lint::Context;
use crate::lint::methods::content_bytes;
use crate::lint::names::has_word;
use crate::rules::{Category, meta};
use crate::schema::handles::Method;

meta! {
    /// ## What it does
    /// Reports methods whose client streams messages with `bytes` that are neither chunks by name nor a oneof of what
    /// describes the content and the content itself.
    /// ## Why
    /// What describes the content is then part of each message: it is sent again and again, or it counts in the first
    /// message only, which the schema does not say, and nobody knows what a second value means.
    /// ## Bad
    /// ```proto
    /// service FileService {
    ///   rpc UploadFile(stream UploadFileRequest) returns (UploadFileResponse);
    /// }
    ///
    /// message UploadFileRequest {
    ///   string name = 1;
    ///   bytes content = 2;
    /// }
    /// message UploadFileResponse {}
    /// ```
    /// ## Good
    /// ```proto
    /// service FileService {
    ///   rpc UploadFile(stream UploadFileRequest) returns (UploadFileResponse);
    /// }
    ///
    /// message UploadFileRequest {
    ///   oneof part {
    ///     Metadata metadata = 1;
    ///     bytes chunk = 2;
    ///   }
    ///
    ///   message Metadata {
    ///     string name = 1;
    ///   }
    /// }
    /// message UploadFileResponse {}
    /// ```
    /// ## Notes
    /// Off by default: streamed messages often carry bytes that belong to the message, such as a hash or a request.
    STREAM_CHUNK_SHAPE {
        categories: &[Category::Design],
        severity: Severity::Warning,
        on: false,
        settings: &[],
    }
}

pub fn check(method: Method<'_>, cx: &mut Context<'_>) {
    let Some(input) = method.input().filter(|_| method.is_client_streaming()) else { return };
    let Some(content) = content_bytes(input) else { return };
    let is_alone = input.fields().nth(1).is_none();
    if is_alone || has_word(input.name(), &["chunk"]) || content.oneof().is_some() {
        return;
    }
    let text = format!(
        "each `{}` that `{}` streams has `{}` beside what describes it",
        input.name(),
        method.name(),
        content.name()
    );
    cx.report(method.input_spot(), text)
        .label(content.spot(), "the content")
        .help("make a oneof of a message that describes the content, sent first, and `bytes chunk`");
}
