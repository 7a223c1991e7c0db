//! `UNARY_LARGE_BYTES`: large content is streamed.

use crate::diag::Severity;
use crate::lint::Context;
use crate::lint::methods::is_short;
use crate::lint::names::{has_word, is_one_of, words};
use crate::lint::plurals::singular;
use crate::rules::{Category, meta};
use crate::schema::FieldType;
use crate::schema::handles::{Field, Message, Method};

meta! {
    /// ## What it does
    /// Reports unary methods that are named after files, images, uploads and the like and have `bytes` in their request
    /// or response.
    /// ## Why
    /// A message is held in memory as a whole, on both sides, and most servers reject messages of more than four
    /// megabytes. User content can be larger.
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
    /// The field must be named after content too, such as `data`, `content` or `image`. Hashes, keys, tokens and
    /// credentials are not reported, nor are requests with an offset or a range.
    UNARY_LARGE_BYTES {
        categories: &[Category::Design],
        severity: Severity::Warning,
        on: true,
        settings: &[],
    }
}

/// Words for large content.
const LARGE: [&str; 8] = ["archive", "backup", "blob", "download", "export", "file", "image", "upload"];

/// Words for a part of the content, or for metadata.
const SMALL: [&str; 6] = ["hash", "head", "metadata", "sign", "tail", "verify"];

/// Words in fields with user content.
const CONTENT: [&str; 13] = [
    "archive", "audio", "blob", "content", "data", "document", "file", "image", "pdf", "photo", "picture",
    "video", "zip",
];

/// Words in requests for a part of the content.
const PARTS: [&str; 4] = ["chunk", "length", "offset", "range"];

pub fn check(method: Method<'_>, cx: &mut Context<'_>) {
    if method.is_client_streaming() || method.is_server_streaming() {
        return;
    }
    let is_large = words(method.name()).any(|word| is_one_of(&singular(word), &LARGE));
    if !is_large || has_word(method.name(), &SMALL) {
        return;
    }
    let asks_for_part = |request: Message<'_>| request.fields().any(|field| has_word(field.name(), &PARTS));
    if method.input().is_some_and(asks_for_part) {
        return;
    }
    for (message, site) in [(method.input(), method.input_site()), (method.output(), method.output_site())] {
        let Some(field) = message.and_then(large_bytes) else { continue };
        let text = format!(
            "`{}` sends `{}` in one message, which fails above the message size limit",
            method.name(),
            field.name()
        );
        cx.report(site, text)
            .label(field.site(), "this is in memory as a whole")
            .help("stream it in chunks of about 64 KiB");
    }
}

/// The field of a message with large content.
fn large_bytes(message: Message<'_>) -> Option<Field<'_>> {
    let is_content = |field: &Field<'_>| words(field.name()).any(|word| is_one_of(&singular(word), &CONTENT));
    let is_large =
        |field: &Field<'_>| field.ty() == FieldType::Bytes && is_content(field) && !is_short(field.name());
    message.fields().find(is_large)
}
