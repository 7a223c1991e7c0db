//! Rules of other linters with an equivalent here, so that their suppressions keep working.

/// The id in the other linter, and ours, sorted. protolint by yoheimuta first, then Google's api-linter.
pub const EQUIVALENTS: &[(&str, &str)] = &[
    ("ENUMS_HAVE_COMMENT", "COMMENT_ENUM"),
    ("ENUM_FIELDS_HAVE_COMMENT", "COMMENT_ENUM_VALUE"),
    ("ENUM_FIELD_NAMES_PREFIX", "ENUM_VALUE_PREFIX"),
    ("ENUM_FIELD_NAMES_UPPER_SNAKE_CASE", "ENUM_VALUE_UPPER_SNAKE_CASE"),
    ("ENUM_FIELD_NAMES_ZERO_VALUE_END_WITH", "ENUM_ZERO_VALUE_SUFFIX"),
    ("ENUM_NAMES_UPPER_CAMEL_CASE", "ENUM_PASCAL_CASE"),
    ("FIELDS_AVOID_REQUIRED", "FIELD_NOT_REQUIRED"),
    ("FIELDS_HAVE_COMMENT", "COMMENT_FIELD"),
    ("FIELD_NAMES_EXCLUDE_PREPOSITIONS", "FIELD_NO_PREPOSITION"),
    ("FIELD_NAMES_LOWER_SNAKE_CASE", "FIELD_LOWER_SNAKE_CASE"),
    ("FIELD_NUMBERS_ORDER_ASCENDING", "NUMBERS_ASCENDING"),
    ("FILE_HAS_COMMENT", "COMMENT_FILE"),
    ("FILE_NAMES_LOWER_SNAKE_CASE", "FILE_LOWER_SNAKE_CASE"),
    ("IMPORTS_SORTED", "IMPORTS_SORTED"),
    ("INDENT", "INDENT"),
    ("MAX_LINE_LENGTH", "LINE_LENGTH"),
    ("MESSAGES_HAVE_COMMENT", "COMMENT_MESSAGE"),
    ("MESSAGE_NAMES_EXCLUDE_PREPOSITIONS", "MESSAGE_NO_PREPOSITION"),
    ("MESSAGE_NAMES_UPPER_CAMEL_CASE", "MESSAGE_PASCAL_CASE"),
    ("ORDER", "FILE_PARTS_ORDERED"),
    ("PACKAGE_NAME_LOWER_CASE", "PACKAGE_LOWER_SNAKE_CASE"),
    ("PROTO3_FIELDS_AVOID_REQUIRED", "FIELD_NOT_REQUIRED"),
    ("QUOTE_CONSISTENT", "QUOTES_CONSISTENT"),
    ("REPEATED_FIELD_NAMES_PLURALIZED", "REPEATED_FIELD_PLURAL"),
    ("RPCS_HAVE_COMMENT", "COMMENT_RPC"),
    ("RPC_NAMES_CASE", "RPC_NAME_CASE"),
    ("RPC_NAMES_UPPER_CAMEL_CASE", "RPC_PASCAL_CASE"),
    ("SERVICES_HAVE_COMMENT", "COMMENT_SERVICE"),
    ("SERVICE_NAMES_END_WITH", "SERVICE_SUFFIX"),
    ("SERVICE_NAMES_UPPER_CAMEL_CASE", "SERVICE_PASCAL_CASE"),
    ("SYNTAX_CONSISTENT", "SYNTAX_CONSISTENT"),
    ("core::0126::unspecified", "ENUM_ZERO_VALUE_SUFFIX"),
    ("core::0126::upper-snake-values", "ENUM_VALUE_UPPER_SNAKE_CASE"),
    ("core::0140::lower-snake", "FIELD_LOWER_SNAKE_CASE"),
    ("core::0140::numbers", "NO_UNDERSCORE_BEFORE_DIGIT"),
    ("core::0140::prepositions", "FIELD_NO_PREPOSITION"),
    ("core::0142::time-field-names", "TIMESTAMP_SUFFIX"),
    ("core::0146::any", "FIELD_ANY"),
    ("core::0158::request-page-size-field", "LIST_REQUEST_PAGINATED"),
    ("core::0158::request-page-token-field", "LIST_REQUEST_PAGINATED"),
    ("core::0158::response-next-page-token-field", "LIST_RESPONSE_WRAPPED"),
    ("core::0158::response-repeated-first-field", "LIST_RESPONSE_WRAPPED"),
    ("core::0191::csharp-namespace", "PACKAGE_SAME_CSHARP_NAMESPACE"),
    ("core::0191::file-layout", "FILE_PARTS_ORDERED"),
    ("core::0191::filenames", "FILE_LOWER_SNAKE_CASE"),
    ("core::0191::java-multiple-files", "PACKAGE_SAME_JAVA_MULTIPLE_FILES"),
    ("core::0191::java-package", "PACKAGE_SAME_JAVA_PACKAGE"),
    ("core::0191::php-namespace", "PACKAGE_SAME_PHP_NAMESPACE"),
    ("core::0191::proto-package", "PACKAGE_DIRECTORY_MATCH"),
    ("core::0191::ruby-package", "PACKAGE_SAME_RUBY_PACKAGE"),
    ("core::0191::syntax", "SYNTAX_CONSISTENT"),
    ("core::0192::has-comments", "COMMENT_ENUM"),
    ("core::0192::has-comments", "COMMENT_ENUM_VALUE"),
    ("core::0192::has-comments", "COMMENT_FIELD"),
    ("core::0192::has-comments", "COMMENT_MESSAGE"),
    ("core::0192::has-comments", "COMMENT_ONEOF"),
    ("core::0192::has-comments", "COMMENT_RPC"),
    ("core::0192::has-comments", "COMMENT_SERVICE"),
    ("core::0215::versioned-packages", "PACKAGE_VERSION_SUFFIX"),
];

/// Our ids for a rule of another linter.
pub fn of(rule: &str) -> impl Iterator<Item = &'static str> {
    let first = EQUIVALENTS.partition_point(|(theirs, _)| *theirs < rule);
    EQUIVALENTS[first..].iter().take_while(move |(theirs, _)| *theirs == rule).map(|(_, ours)| *ours)
}

/// Rules of yoheimuta's linter that have no equivalent.
const OTHERS: [&str; 1] = ["PROTO3_GROUPS_AVOID"];

/// Whether an id belongs to another linter. Most rules of api-linter have no equivalent.
pub fn is_foreign(rule: &str) -> bool {
    rule.contains("::") || OTHERS.contains(&rule) || of(rule).next().is_some()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lint::RULES;

    #[test]
    fn equivalents_are_sorted() {
        assert!(EQUIVALENTS.is_sorted());
    }

    #[test]
    fn every_equivalent_is_a_rule() {
        for (theirs, ours) in EQUIVALENTS {
            assert!(RULES.iter().any(|rule| rule.meta.id == *ours), "{theirs} is to be {ours}");
        }
    }
}
