//! Helpers for rules about methods: the empty message, nouns in names, and bytes that are content.

use super::names::{has_word, words};
use super::plurals::singular;
use crate::rules::{Setting, SettingValue};
use crate::schema::FieldType;
use crate::schema::handles::{Field, Message};

/// The empty message.
pub const EMPTY: &str = "google.protobuf.Empty";

pub const ALLOW_EMPTY_REQUESTS: Setting = Setting {
    name: "rpc_allow_google_protobuf_empty_requests",
    default: SettingValue::Bool(false),
    docs: "Whether `google.protobuf.Empty` may be the request of many methods.",
};

pub const ALLOW_EMPTY_RESPONSES: Setting = Setting {
    name: "rpc_allow_google_protobuf_empty_responses",
    default: SettingValue::Bool(false),
    docs: "Whether `google.protobuf.Empty` may be the response of many methods.",
};

/// The first words of standard methods.
const USUAL_VERBS: [&str; 6] = ["Get", "List", "Create", "Update", "Delete", "Patch"];

/// The first words of other common methods.
const OTHER_VERBS: [&str; 24] = [
    "Add", "Cancel", "Check", "Download", "Export", "Fetch", "Find", "Generate", "Import", "Insert", "Load",
    "Modify", "Put", "Read", "Register", "Remove", "Save", "Search", "Send", "Set", "Submit", "Upload",
    "Validate", "Write",
];

/// The noun in the name of a service that is named after an action: `User` in `CreateUserService`.
pub fn noun_of_action(service: &str) -> Option<String> {
    let words = words_of_service(service);
    let (verb, noun) = words.split_first()?;
    is_verb(verb).then(|| noun_of(noun))?
}

/// Like [`noun_of_action`], with the verb last: `User` in `UserCreateService`. On its own, that may be a noun: an
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

/// Joins words, the last one in the singular; `None` if empty.
fn noun_of(words: &[&str]) -> Option<String> {
    let (last, others) = words.split_last()?;
    Some(others.concat() + &singular(last))
}

/// The bytes field of a message that holds content, not a token, key or digest.
pub fn content_bytes(message: Message<'_>) -> Option<Field<'_>> {
    message.fields().find(|field| field.ty() == FieldType::Bytes && !is_short(field.name()))
}

/// Whether bytes of this name are short.
pub fn is_short(name: &str) -> bool {
    has_word(name, &SHORT_BYTES)
}

/// Words for short bytes.
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
