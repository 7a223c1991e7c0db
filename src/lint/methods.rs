//! What rules about methods agree on: the empty message and where it is allowed, what names of methods are about, and
//! which bytes are content.

use super::names::{has_word, words};
use super::plurals::singular;
use crate::rules::{Setting, Value};
use crate::schema::FieldType;
use crate::schema::handles::{Field, Message};

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

/// The words that begin the names of methods which do one of the usual things to a resource.
const USUAL_VERBS: [&str; 6] = ["Get", "List", "Create", "Update", "Delete", "Patch"];

/// The words of other methods that do one thing to one kind of thing.
const OTHER_VERBS: [&str; 24] = [
    "Add", "Cancel", "Check", "Download", "Export", "Fetch", "Find", "Generate", "Import", "Insert", "Load",
    "Modify", "Put", "Read", "Register", "Remove", "Save", "Search", "Send", "Set", "Submit", "Upload",
    "Validate", "Write",
];

/// What a service of this name is about, where it is named after one thing to do: `User` of `CreateUserService`.
pub fn noun_of_action(service: &str) -> Option<String> {
    let words = words_of_service(service);
    let (verb, noun) = words.split_first()?;
    is_verb(verb).then(|| noun_of(noun))?
}

/// Like [`noun_of_action`], where the verb stands last: `User` of `UserCreateService`. Alone that may be a thing: an
/// `ImageUploadService` is about uploads.
pub fn noun_before_action(service: &str) -> Option<String> {
    let words = words_of_service(service);
    let (verb, noun) = words.split_last()?;
    is_verb(verb).then(|| noun_of(noun))?
}

fn words_of_service(name: &str) -> Vec<&str> {
    words(name.strip_suffix("Service").unwrap_or(name)).collect()
}

fn is_verb(word: &str) -> bool {
    USUAL_VERBS.contains(&word) || OTHER_VERBS.contains(&word)
}

/// Words put together, the last one for one thing; `None` where there are none.
fn noun_of(words: &[&str]) -> Option<String> {
    let (last, others) = words.split_last()?;
    Some(others.concat() + &singular(last))
}

/// The field of a message that holds content as bytes, not a token, a key or a digest.
pub fn content_bytes(message: Message<'_>) -> Option<Field<'_>> {
    message.fields().find(|field| field.ty() == FieldType::Bytes && !is_short(field.name()))
}

/// Whether bytes of this name are few.
pub fn is_short(name: &str) -> bool {
    has_word(name, &SHORT_BYTES)
}

/// Words for bytes that are few.
const SHORT_BYTES: [&str; 29] = [
    "address",
    "cert",
    "certificate",
    "challenge",
    "checksum",
    "crc",
    "credential",
    "credentials",
    "cursor",
    "digest",
    "etag",
    "fingerprint",
    "hash",
    "id",
    "ids",
    "key",
    "mac",
    "macaroon",
    "md5",
    "nonce",
    "pem",
    "proof",
    "salt",
    "secret",
    "sha256",
    "signature",
    "state",
    "tag",
    "token",
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn services_are_named_after_actions() {
        for (service, first, last) in [
            ("CreateUserService", Some("User"), None),
            ("DeleteUserKeys", Some("UserKey"), None),
            ("UserCreateService", None, Some("User")),
            ("SearchService", None, None),
            ("GetawayPlan", None, None),
            ("Service", None, None),
        ] {
            assert_eq!(noun_of_action(service).as_deref(), first, "{service}");
            assert_eq!(noun_before_action(service).as_deref(), last, "{service}");
        }
    }
}
