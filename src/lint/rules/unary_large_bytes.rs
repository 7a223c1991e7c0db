//! `UNARY_LARGE_BYTES`: large content is streamed.

use crate::compile::handles::Method;
use crate::diag::Severity;
use crate::lint::Context;
use crate::lint::methods::content_bytes;
use crate::lint::names::{has_word, is_one_of, words};
use crate::lint::plurals::singular;
use crate::rules::{Category, meta};

meta! {
    /// ## What it does
    /// Reports methods without streams that are named after files, images, uploads and the like and have `bytes` in their
    /// request or response.
    /// ## Why
    /// A message is in memory as a whole, on both sides, and most servers refuse one of more than four megabytes. Content
    /// that people make has no such limit.
    /// ## Bad
    /// ```proto
    /// service FileService {
    ///   rpc UploadFile(UploadFileRequest) returns (UploadFileResponse);
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
    ///     string name = 1;
    ///     bytes chunk = 2;
    ///   }
    /// }
    /// message UploadFileResponse {}
    /// ```
    /// ## Notes
    /// Bytes whose name says that they are few, such as a digest, a token or a certificate, do not count. All eight
    /// findings in the public Google APIs are right: files, images and audio in one message.
    UNARY_LARGE_BYTES {
        categories: &[Category::Design],
        severity: Severity::Warning,
        on: true,
        settings: &[],
    }
}

/// Words for content of any size.
const LARGE: [&str; 8] = ["archive", "backup", "blob", "download", "export", "file", "image", "upload"];

/// Words for a part of the content, or for something about it.
const SMALL: [&str; 6] = ["hash", "head", "metadata", "sign", "tail", "verify"];

pub fn check(method: Method<'_>, cx: &mut Context<'_>) {
    if method.is_client_streaming() || method.is_server_streaming() {
        return;
    }
    let is_large = words(method.name()).any(|word| is_one_of(&singular(word), &LARGE));
    if !is_large || has_word(method.name(), &SMALL) {
        return;
    }
    for (message, spot) in [(method.input(), method.input_spot()), (method.output(), method.output_spot())] {
        let Some(field) = message.and_then(content_bytes) else { continue };
        let text = format!(
            "`{}` moves `{}` in one message, which fails once that is larger than a message may be",
            method.name(),
            field.name()
        );
        cx.report(spot, text)
            .label(field.spot(), "all of it is in memory at once")
            .help("stream it in chunks of some 64 KiB");
    }
}
