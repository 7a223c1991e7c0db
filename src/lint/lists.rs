//! Detects list methods and pages, for the rules about lists.

use super::names::{has_word, is_one_of, words};
use super::plurals::singular;
use crate::diag::{Breaks, Fix};
use crate::edits::append;
use crate::schema::FieldType;
use crate::schema::handles::{Field, Message, Method};

/// The type and the name of a field to add.
pub type NewField = (&'static str, &'static str);

const PAGE_SIZE: NewField = ("int32", "page_size");
const PAGE_TOKEN: NewField = ("string", "page_token");
/// The token of a page in a response.
pub const NEXT_PAGE_TOKEN: NewField = ("string", "next_page_token");

/// Whether a method of this name returns a list: its first word is `List` or `Search`, as in `ListUsers`, not `Listen`.
pub fn is_list_name(method: &str) -> bool {
    begins_with(method, "list") || is_search_name(method)
}

/// Whether a method of this name searches.
fn is_search_name(method: &str) -> bool {
    begins_with(method, "search")
}

fn begins_with(method: &str, verb: &str) -> bool {
    let first = words(method).next().unwrap_or_default();
    first.trim_end_matches(|c: char| c.is_ascii_digit()).eq_ignore_ascii_case(verb)
}

/// Whether a method of this name returns all of `entity`: `GetUsers`, `FindAllUsers`, `GetUserList` and `GetAll` return
/// `User`.
pub fn is_all_of(method: &str, entity: &str) -> bool {
    let words: Vec<&str> = words(method).collect();
    let Some((verb, mut words)) = words.split_first() else { return false };
    if !is_one_of(verb, &["fetch", "find", "get", "load", "query", "read", "retrieve"]) {
        return false;
    }
    let mut is_all = false;
    if let Some(("all" | "All", rest)) = words.split_first().map(|(first, rest)| (*first, rest)) {
        (is_all, words) = (true, rest);
    }
    if let Some(("list" | "List", rest)) = words.split_last().map(|(last, rest)| (*last, rest)) {
        (is_all, words) = (true, rest);
    }
    let noun = words.concat();
    let one = singular(&noun);
    let is_plural = is_all || one.len() < noun.len();
    is_plural && (noun.is_empty() || one.eq_ignore_ascii_case(entity))
}

/// The fields of a response that may be its list: repeated messages, not scalars or maps.
pub fn list_fields(response: Message<'_>) -> impl Iterator<Item = Field<'_>> {
    let is_list =
        |field: &Field<'_>| field.is_repeated() && field.ty() == FieldType::Message && !field.is_map();
    response.fields().filter(is_list)
}

/// What a response lacks to be a page. If the request has a position, such as an offset, no token is needed, and a
/// search for a number of best results has no second page.
pub fn response_lacks(method: Method<'_>, response: Message<'_>) -> Option<&'static str> {
    let holds_list = |message: Message<'_>| message.fields().any(Field::is_repeated);
    if !holds_list(response) && !response.fields().filter_map(Field::message_type).any(holds_list) {
        return Some("has no repeated field");
    }
    let is_told = method.input().is_some_and(|request| {
        request.fields().any(is_position) || is_search_name(method.name()) && request.fields().any(is_size)
    });
    let continues = |field: Field<'_>| is_token(field) || is_paging(field);
    (!is_told && !response.fields().any(continues)).then_some("has no `string next_page_token`")
}

/// The fields that a request lacks to select a page.
pub fn request_lacks(request: Message<'_>) -> &'static [NewField] {
    if request.fields().any(|field| is_paging(field) || is_position(field)) {
        return &[];
    }
    match (request.fields().any(is_size), request.fields().any(is_token)) {
        (true, true) => &[],
        (false, true) => &[PAGE_SIZE],
        (true, false) => &[PAGE_TOKEN],
        (false, false) => &[PAGE_SIZE, PAGE_TOKEN],
    }
}

/// Whether a search requests a number of best results, without a page token.
pub fn asks_for_best(method: Method<'_>, request: Message<'_>) -> bool {
    is_search_name(method.name())
        && request.fields().any(is_size)
        && !request.fields().any(|field| is_token(field) || is_paging(field))
}

/// Whether a field is a page size.
fn is_size(field: Field<'_>) -> bool {
    has_word(field.name(), &["limit", "max", "maximum", "size"]) && !matches!(field.ty(), FieldType::String)
}

/// Whether a field is an opaque page token.
fn is_token(field: Field<'_>) -> bool {
    let is_text = matches!(field.ty(), FieldType::String | FieldType::Bytes);
    is_text && has_word(field.name(), &["continuation", "continue", "cursor", "marker", "token"])
}

/// Whether a field is an explicit position of a page.
fn is_position(field: Field<'_>) -> bool {
    has_word(field.name(), &["after", "index", "offset", "skip", "start"])
        || matches!(field.name(), "page" | "page_number")
}

/// Whether a field is a message about pagination.
fn is_paging(field: Field<'_>) -> bool {
    field.ty() == FieldType::Message
        && has_word(field.name(), &["cursor", "page", "pagination", "paging", "token"])
}

/// Adds fields to a message of the same package, with the next free numbers.
pub fn with_fields(method: Method<'_>, message: Message<'_>, fields: &[NewField]) -> Option<Fix> {
    if fields.iter().any(|(_, name)| message.fields().any(|field| field.name() == *name)) {
        return None;
    }
    let taken = message.fields().map(Field::number);
    let reserved = message.reserved_ranges().chain(message.extension_ranges()).map(|range| range.last);
    let next = taken.chain(reserved).max().unwrap_or(0);
    // Higher numbers may be those that protobuf reserves for itself.
    if message.file().package() != method.file().package() || next > 18_000 {
        return None;
    }
    let lines: Vec<String> = fields
        .iter()
        .zip(next + 1..)
        .map(|((ty, name), number)| format!("{ty} {name} = {number};"))
        .collect();
    let edit = append(message.file().tree()?, message.last_token()?, &lines)?;
    let fix = Fix::new(format!("add {} to `{}`", lines.join(" "), message.name()), vec![edit])?;
    Some(fix.with_reach(Some(Breaks::Source)))
}

#[cfg(test)]
mod tests {
    use super::{is_all_of, is_list_name};

    #[test]
    fn list_is_a_word() {
        for good in ["List", "ListUsers", "List2", "SearchUsers", "Search", "listUsers"] {
            assert!(is_list_name(good), "{good}");
        }
        for bad in ["Listen", "Searching", "GetList", "listen"] {
            assert!(!is_list_name(bad), "{bad}");
        }
    }

    #[test]
    fn a_plural_is_a_list_of_what_is_returned() {
        for good in [
            "GetUsers",
            "GetAllUsers",
            "GetAll",
            "FindUsers",
            "QueryAllUsers",
            "fetchUsers",
            "GetAllUser",
            "GetUserList",
            "ReadUsers",
        ] {
            assert!(is_all_of(good, "User"), "{good}");
        }
        for bad in ["GetUser", "WatchUsers", "Get", "Query", "GetEvents", "GetUserEvents", "getaways"] {
            assert!(!is_all_of(bad, "User"), "{bad}");
        }
    }
}
