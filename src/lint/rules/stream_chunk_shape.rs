//! `STREAM_CHUNK_SHAPE`: streamed content is separate from its metadata.

use crate::diag::Severity;
use crate::lint::Context;
use crate::lint::methods::content_bytes;
use crate::lint::names::has_word;
use crate::rules::{Category, meta};
use crate::schema::handles::Method;

meta! {
    /// ## What it does
    /// Reports methods whose client streams messages that mix `bytes` content and metadata, unless the content is in a
    /// oneof, or the message is named a chunk.
    /// ## Why
    /// The metadata is then part of each message: it is repeated, or only valid in the first message, which the schema
    /// does not say.
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
    /// Off by default, because streamed messages often contain other bytes, such as a hash.
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
        "each `{}` that `{}` streams mixes the content `{}` with metadata",
        input.name(),
        method.name(),
        content.name()
    );
    cx.report(method.input_site(), text)
        .label(content.site(), "the content")
        .help("use a oneof of a metadata message, sent first, and `bytes chunk`");
}
