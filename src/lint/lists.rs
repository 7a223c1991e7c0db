//! What the rules about lists mean by a list.

use crate::compile::FieldType;
use crate::compile::handles::{Field, Message};

/// Whether a method of this name returns a list: its first word is `List` or `Search`, as in `ListUsers`, not `Listen`.
pub fn is_list_name(method: &str) -> bool {
    let rest = method.strip_prefix("List").or_else(|| method.strip_prefix("Search"));
    rest.is_some_and(|rest| !rest.starts_with(|next: char| next.is_ascii_lowercase()))
}

/// The fields of a response that may be its list: repeated messages, which can grow; no plain values and no maps.
pub fn list_fields(response: Message<'_>) -> impl Iterator<Item = Field<'_>> {
    let is_list =
        |field: &Field<'_>| field.is_repeated() && field.ty() == FieldType::Message && !field.is_map();
    response.fields().filter(is_list)
}

#[cfg(test)]
mod tests {
    use super::is_list_name;

    #[test]
    fn list_is_a_word() {
        for good in ["List", "ListUsers", "List2", "SearchUsers", "Search"] {
            assert!(is_list_name(good), "{good}");
        }
        for bad in ["Listen", "Searching", "GetList", "list"] {
            assert!(!is_list_name(bad), "{bad}");
        }
    }
}
