//! HTTP bindings of methods, from `google.api.http`.

use crate::schema::{MessageValue, Value};

/// The number of the method option `google.api.http`.
pub const HTTP: i32 = 72_295_728;

/// The verb fields of `google.api.HttpRule`.
const VERBS: [(i32, &str); 5] = [(2, "GET"), (3, "PUT"), (4, "POST"), (5, "DELETE"), (6, "PATCH")];
const BODY: i32 = 7;
const CUSTOM: i32 = 8;
const ADDITIONAL: i32 = 11;
const RESPONSE_BODY: i32 = 12;

/// The bindings of a method, in the form `GET /v1/{name}`.
pub fn bindings(options: Option<&MessageValue>) -> Vec<String> {
    let Some(rule) = options.and_then(|options| options.message(HTTP)) else { return Vec::new() };
    let more = rule.get(ADDITIONAL).iter().filter_map(|value| match value {
        Value::Message(rule) => Some(&**rule),
        _ => None,
    });
    std::iter::once(rule).chain(more).filter_map(binding).collect()
}

fn binding(rule: &MessageValue) -> Option<String> {
    let plain = VERBS.iter().find_map(|&(number, verb)| Some((verb, rule.str(number)?)));
    let custom = || {
        let custom = rule.message(CUSTOM)?;
        Some((custom.str(1)?, custom.str(2)?))
    };
    let (verb, path) = plain.or_else(custom)?;
    let mut binding = format!("{verb} {path}");
    for (number, what) in [(BODY, "body"), (RESPONSE_BODY, "response body")] {
        if let Some(field) = rule.str(number).filter(|field| !field.is_empty()) {
            binding += ", ";
            binding += what;
            binding += " ";
            binding += field;
        }
    }
    Some(binding)
}
