//! What rules about methods agree on: the empty message and where it is allowed, what names of methods are about, and
//! which bytes are content.

use super::names::{has_word, words};
use super::plurals::singular;
use crate::compile::FieldType;
use crate::compile::handles::{Field, Message};
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

/// The words that begin the names of methods which do one of the usual things to a resource.
const USUAL_VERBS: [&str; 6] = ["Get", "List", "Create", "Update", "Delete", "Patch"];

/// The words of other methods that do one thing to one kind of thing.
const OTHER_VERBS: [&str; 24] = [
    "Add", "Cancel", "Check", "Download", "Export", "Fetch", "Find", "Generate", "Import", "Insert", "Load",
    "Modify", "Put", "Read", "Register", "Remove", "Save", "Search", "Send", "Set", "Submit", "Upload",
    "Validate", "Write",
];

/// The resource that a method of this name is about, for one: `User` of `ListUsers` and of `BatchGetUsers`. `None` where
/// the name begins with none of the usual verbs.
pub fn resource(method: &str) -> Option<String> {
    let mut words = words(method).skip_while(|word| *word == "Batch");
    words.next().filter(|verb| USUAL_VERBS.contains(verb))?;
    noun(words)
}

/// What a service of this name is about, where it is named after one thing to do: `User` of `CreateUserService`.
pub fn noun_of_action(service: &str) -> Option<String> {
    let mut words = words(service.strip_suffix("Service").unwrap_or(service));
    words.next().filter(|verb| USUAL_VERBS.contains(verb) || OTHER_VERBS.contains(verb))?;
    noun(words)
}

/// Words put together, the last one for one thing; `None` where there are none.
fn noun<'a>(words: impl Iterator<Item = &'a str>) -> Option<String> {
    let mut words: Vec<&str> = words.collect();
    let last = words.pop()?;
    Some(words.concat() + &singular(last))
}

/// The field of a message that holds content as bytes, not a token, a key or a digest.
pub fn content_bytes(message: Message<'_>) -> Option<Field<'_>> {
    let holds = |field: &Field<'_>| field.ty() == FieldType::Bytes && !has_word(field.name(), &SHORT_BYTES);
    message.fields().find(holds)
}

/// Words for bytes that are few.
const SHORT_BYTES: [&str; 23] = [
    "cert",
    "certificate",
    "challenge",
    "checksum",
    "crc",
    "cursor",
    "digest",
    "etag",
    "fingerprint",
    "hash",
    "id",
    "ids",
    "key",
    "mac",
    "md5",
    "nonce",
    "pem",
    "salt",
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
    fn methods_are_about_resources() {
        for (method, expected) in [
            ("ListUserKeys", Some("UserKey")),
            ("BatchGetUsers", Some("User")),
            ("UpdatePolicy", Some("Policy")),
            ("Get", None),
            ("GetawayPlan", None),
            ("StartJob", None),
        ] {
            assert_eq!(resource(method).as_deref(), expected);
        }
        assert_eq!(noun_of_action("CreateUserService").as_deref(), Some("User"));
        assert_eq!(noun_of_action("SearchService"), None);
    }
}
