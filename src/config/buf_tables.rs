//! The rules of buf and their categories, by version of its configuration.

use crate::breaking;

/// A version of buf's configuration; the numbers are columns of the tables.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Version {
    /// `v2`
    V2 = 0,
    /// `v1`
    V1 = 1,
    /// `v1beta1`
    V1Beta1 = 2,
}

/// The rules of `lint` or `breaking`.
#[derive(Debug)]
pub struct Table {
    /// The rules, sorted by id.
    pub rows: &'static [Row],
    /// Deprecated names with their replacements; empty if the check was removed.
    pub replaced: &'static [(&'static str, &'static [&'static str])],
}

/// A rule, and its categories in each version.
#[derive(Clone, Copy, Debug)]
pub struct Row {
    /// The identifier.
    pub id: &'static str,
    /// The categories by version, or `-` if the version does not have the rule; `*` comes first if the rule runs by
    /// default.
    categories: [&'static str; 3],
}

impl Row {
    /// The categories of the rule; `None` if the version does not have it.
    pub fn categories(&self, version: Version) -> Option<impl Iterator<Item = &'static str>> {
        let categories = self.categories[version as usize];
        (categories != "-").then(|| categories.split_ascii_whitespace())
    }
}

const fn row(id: &'static str, v2: &'static str, v1: &'static str, v1beta1: &'static str) -> Row {
    Row { id, categories: [v2, v1, v1beta1] }
}

/// The rules of `lint`.
pub const LINT: Table = Table {
    rows: LINT_ROWS,
    replaced: &[("DEFAULT", &["STANDARD"]), ("STYLE_DEFAULT", &["STYLE_STANDARD"]), ("IMPORT_NO_WEAK", &[])],
};

/// The rules of `breaking`.
pub const BREAKING: Table = Table { rows: BREAKING_ROWS, replaced: breaking::REPLACED };

#[rustfmt::skip]
const LINT_ROWS: &[Row] = &[
    row("COMMENT_ENUM",                      "COMMENTS",                 "COMMENTS",                 "COMMENTS"),
    row("COMMENT_ENUM_VALUE",                "COMMENTS",                 "COMMENTS",                 "COMMENTS"),
    row("COMMENT_FIELD",                     "COMMENTS",                 "COMMENTS",                 "COMMENTS"),
    row("COMMENT_MESSAGE",                   "COMMENTS",                 "COMMENTS",                 "COMMENTS"),
    row("COMMENT_ONEOF",                     "COMMENTS",                 "COMMENTS",                 "COMMENTS"),
    row("COMMENT_RPC",                       "COMMENTS",                 "COMMENTS",                 "COMMENTS"),
    row("COMMENT_SERVICE",                   "COMMENTS",                 "COMMENTS",                 "COMMENTS"),
    row("DIRECTORY_SAME_PACKAGE",            "* MINIMAL BASIC STANDARD", "* MINIMAL BASIC STANDARD", "* MINIMAL BASIC STANDARD FILE_LAYOUT"),
    row("ENUM_FIRST_VALUE_ZERO",             "* BASIC STANDARD",         "* BASIC STANDARD",         "OTHER"),
    row("ENUM_NO_ALLOW_ALIAS",               "* BASIC STANDARD",         "* BASIC STANDARD",         "* MINIMAL BASIC STANDARD SENSIBLE"),
    row("ENUM_PASCAL_CASE",                  "* BASIC STANDARD",         "* BASIC STANDARD",         "* BASIC STANDARD STYLE_BASIC STYLE_STANDARD"),
    row("ENUM_VALUE_PREFIX",                 "* STANDARD",               "* STANDARD",               "* STANDARD STYLE_STANDARD"),
    row("ENUM_VALUE_UPPER_SNAKE_CASE",       "* BASIC STANDARD",         "* BASIC STANDARD",         "* BASIC STANDARD STYLE_BASIC STYLE_STANDARD"),
    row("ENUM_ZERO_VALUE_SUFFIX",            "* STANDARD",               "* STANDARD",               "* STANDARD STYLE_STANDARD"),
    row("FIELD_LOWER_SNAKE_CASE",            "* BASIC STANDARD",         "* BASIC STANDARD",         "* BASIC STANDARD STYLE_BASIC STYLE_STANDARD"),
    row("FIELD_NOT_REQUIRED",                "* BASIC STANDARD",         "-",                        "-"),
    row("FIELD_NO_DESCRIPTOR",               "-",                        "-",                        "* MINIMAL BASIC STANDARD SENSIBLE"),
    row("FILE_LOWER_SNAKE_CASE",             "* STANDARD",               "* STANDARD",               "* STANDARD STYLE_STANDARD"),
    row("IMPORT_NO_PUBLIC",                  "* BASIC STANDARD",         "* BASIC STANDARD",         "* MINIMAL BASIC STANDARD SENSIBLE"),
    row("IMPORT_NO_WEAK",                    "",                         "",                         ""),
    row("IMPORT_USED",                       "* BASIC STANDARD",         "* BASIC STANDARD",         "-"),
    row("MESSAGE_PASCAL_CASE",               "* BASIC STANDARD",         "* BASIC STANDARD",         "* BASIC STANDARD STYLE_BASIC STYLE_STANDARD"),
    row("ONEOF_LOWER_SNAKE_CASE",            "* BASIC STANDARD",         "* BASIC STANDARD",         "* BASIC STANDARD STYLE_BASIC STYLE_STANDARD"),
    row("PACKAGE_DEFINED",                   "* MINIMAL BASIC STANDARD", "* MINIMAL BASIC STANDARD", "* MINIMAL BASIC STANDARD SENSIBLE"),
    row("PACKAGE_DIRECTORY_MATCH",           "* MINIMAL BASIC STANDARD", "* MINIMAL BASIC STANDARD", "* MINIMAL BASIC STANDARD FILE_LAYOUT"),
    row("PACKAGE_LOWER_SNAKE_CASE",          "* BASIC STANDARD",         "* BASIC STANDARD",         "* BASIC STANDARD STYLE_BASIC STYLE_STANDARD"),
    row("PACKAGE_NO_IMPORT_CYCLE",           "* MINIMAL BASIC STANDARD", "",                         "-"),
    row("PACKAGE_SAME_CSHARP_NAMESPACE",     "* BASIC STANDARD",         "* BASIC STANDARD",         "* MINIMAL BASIC STANDARD PACKAGE_AFFINITY"),
    row("PACKAGE_SAME_DIRECTORY",            "* MINIMAL BASIC STANDARD", "* MINIMAL BASIC STANDARD", "* MINIMAL BASIC STANDARD FILE_LAYOUT"),
    row("PACKAGE_SAME_GO_PACKAGE",           "* BASIC STANDARD",         "* BASIC STANDARD",         "* MINIMAL BASIC STANDARD PACKAGE_AFFINITY"),
    row("PACKAGE_SAME_JAVA_MULTIPLE_FILES",  "* BASIC STANDARD",         "* BASIC STANDARD",         "* MINIMAL BASIC STANDARD PACKAGE_AFFINITY"),
    row("PACKAGE_SAME_JAVA_PACKAGE",         "* BASIC STANDARD",         "* BASIC STANDARD",         "* MINIMAL BASIC STANDARD PACKAGE_AFFINITY"),
    row("PACKAGE_SAME_PHP_NAMESPACE",        "* BASIC STANDARD",         "* BASIC STANDARD",         "* MINIMAL BASIC STANDARD PACKAGE_AFFINITY"),
    row("PACKAGE_SAME_RUBY_PACKAGE",         "* BASIC STANDARD",         "* BASIC STANDARD",         "* MINIMAL BASIC STANDARD PACKAGE_AFFINITY"),
    row("PACKAGE_SAME_SWIFT_PREFIX",         "* BASIC STANDARD",         "* BASIC STANDARD",         "* MINIMAL BASIC STANDARD PACKAGE_AFFINITY"),
    row("PACKAGE_VERSION_SUFFIX",            "* STANDARD",               "* STANDARD",               "* STANDARD STYLE_STANDARD"),
    row("PROTOVALIDATE",                     "* STANDARD",               "* STANDARD",               "-"),
    row("RPC_NO_CLIENT_STREAMING",           "UNARY_RPC",                "UNARY_RPC",                "UNARY_RPC"),
    row("RPC_NO_SERVER_STREAMING",           "UNARY_RPC",                "UNARY_RPC",                "UNARY_RPC"),
    row("RPC_PASCAL_CASE",                   "* BASIC STANDARD",         "* BASIC STANDARD",         "* BASIC STANDARD STYLE_BASIC STYLE_STANDARD"),
    row("RPC_REQUEST_RESPONSE_UNIQUE",       "* STANDARD",               "* STANDARD",               "* STANDARD STYLE_STANDARD"),
    row("RPC_REQUEST_STANDARD_NAME",         "* STANDARD",               "* STANDARD",               "* STANDARD STYLE_STANDARD"),
    row("RPC_RESPONSE_STANDARD_NAME",        "* STANDARD",               "* STANDARD",               "* STANDARD STYLE_STANDARD"),
    row("SERVICE_PASCAL_CASE",               "* BASIC STANDARD",         "* BASIC STANDARD",         "* BASIC STANDARD STYLE_BASIC STYLE_STANDARD"),
    row("SERVICE_SUFFIX",                    "* STANDARD",               "* STANDARD",               "* STANDARD STYLE_STANDARD"),
    row("STABLE_PACKAGE_NO_IMPORT_UNSTABLE", "",                         "-",                        "-"),
    row("SYNTAX_SPECIFIED",                  "* BASIC STANDARD",         "* BASIC STANDARD",         "-"),
];

#[rustfmt::skip]
const BREAKING_ROWS: &[Row] = &[
    row("ENUM_NO_DELETE",                                 "* CSR FILE",                        "* FILE",                        "* FILE"),
    row("ENUM_SAME_JSON_FORMAT",                          "* CSR FILE PACKAGE WIRE_JSON",      "* FILE PACKAGE WIRE_JSON",      "* FILE PACKAGE WIRE_JSON"),
    row("ENUM_SAME_TYPE",                                 "* FILE PACKAGE",                    "* FILE PACKAGE",                "* FILE PACKAGE"),
    row("ENUM_VALUE_NO_DELETE",                           "* CSR FILE PACKAGE",                "* FILE PACKAGE",                "* FILE PACKAGE"),
    row("ENUM_VALUE_NO_DELETE_UNLESS_NAME_RESERVED",      "CSR WIRE_JSON",                     "WIRE_JSON",                     "WIRE_JSON"),
    row("ENUM_VALUE_NO_DELETE_UNLESS_NUMBER_RESERVED",    "CSR WIRE_JSON WIRE",                "WIRE_JSON WIRE",                "WIRE_JSON WIRE"),
    row("ENUM_VALUE_SAME_NAME",                           "* CSR FILE PACKAGE WIRE_JSON",      "* FILE PACKAGE WIRE_JSON",      "* FILE PACKAGE WIRE_JSON"),
    row("EXTENSION_MESSAGE_NO_DELETE",                    "* CSR FILE PACKAGE",                "* FILE PACKAGE",                "* FILE PACKAGE"),
    row("EXTENSION_NO_DELETE",                            "* FILE",                            "-",                             "-"),
    row("FIELD_NO_DELETE",                                "* CSR FILE PACKAGE",                "* FILE PACKAGE",                "* FILE PACKAGE"),
    row("FIELD_NO_DELETE_UNLESS_NAME_RESERVED",           "CSR WIRE_JSON",                     "WIRE_JSON",                     "WIRE_JSON"),
    row("FIELD_NO_DELETE_UNLESS_NUMBER_RESERVED",         "CSR WIRE_JSON WIRE",                "WIRE_JSON WIRE",                "WIRE_JSON WIRE"),
    row("FIELD_SAME_CARDINALITY",                         "* FILE PACKAGE",                    "* FILE PACKAGE",                "* FILE PACKAGE WIRE_JSON WIRE"),
    row("FIELD_SAME_CPP_STRING_TYPE",                     "* FILE PACKAGE",                    "* FILE PACKAGE",                "* FILE PACKAGE"),
    row("FIELD_SAME_CTYPE",                               "-",                                 "",                              ""),
    row("FIELD_SAME_DEFAULT",                             "* CSR FILE PACKAGE WIRE_JSON WIRE", "-",                             "-"),
    row("FIELD_SAME_JAVA_UTF8_VALIDATION",                "* FILE PACKAGE",                    "* FILE PACKAGE",                "* FILE PACKAGE"),
    row("FIELD_SAME_JSON_NAME",                           "* CSR FILE PACKAGE WIRE_JSON",      "* FILE PACKAGE WIRE_JSON",      "* FILE PACKAGE WIRE_JSON"),
    row("FIELD_SAME_JSTYPE",                              "* FILE PACKAGE",                    "* FILE PACKAGE",                "* FILE PACKAGE"),
    row("FIELD_SAME_LABEL",                               "-",                                 "",                              ""),
    row("FIELD_SAME_NAME",                                "* CSR FILE PACKAGE WIRE_JSON",      "* FILE PACKAGE WIRE_JSON",      "* FILE PACKAGE WIRE_JSON"),
    row("FIELD_SAME_ONEOF",                               "* CSR FILE PACKAGE WIRE_JSON WIRE", "* FILE PACKAGE WIRE_JSON WIRE", "* FILE PACKAGE WIRE_JSON WIRE"),
    row("FIELD_SAME_TYPE",                                "* CSR FILE PACKAGE",                "* FILE PACKAGE",                "* FILE PACKAGE WIRE_JSON WIRE"),
    row("FIELD_SAME_UTF8_VALIDATION",                     "* FILE PACKAGE",                    "* FILE PACKAGE",                "* FILE PACKAGE"),
    row("FIELD_WIRE_COMPATIBLE_CARDINALITY",              "WIRE",                              "WIRE",                          "WIRE"),
    row("FIELD_WIRE_COMPATIBLE_TYPE",                     "WIRE",                              "WIRE",                          "-"),
    row("FIELD_WIRE_JSON_COMPATIBLE_CARDINALITY",         "CSR WIRE_JSON",                     "WIRE_JSON",                     "WIRE_JSON"),
    row("FIELD_WIRE_JSON_COMPATIBLE_TYPE",                "CSR WIRE_JSON",                     "WIRE_JSON",                     "-"),
    row("FILE_NO_DELETE",                                 "* CSR FILE",                        "* FILE",                        "* FILE"),
    row("FILE_SAME_CC_ENABLE_ARENAS",                     "* FILE PACKAGE",                    "* FILE PACKAGE",                "* FILE PACKAGE"),
    row("FILE_SAME_CC_GENERIC_SERVICES",                  "* FILE PACKAGE",                    "* FILE PACKAGE",                "* FILE PACKAGE"),
    row("FILE_SAME_CSHARP_NAMESPACE",                     "* FILE PACKAGE",                    "* FILE PACKAGE",                "* FILE PACKAGE"),
    row("FILE_SAME_GO_PACKAGE",                           "* FILE PACKAGE",                    "* FILE PACKAGE",                "* FILE PACKAGE"),
    row("FILE_SAME_JAVA_GENERIC_SERVICES",                "* FILE PACKAGE",                    "* FILE PACKAGE",                "* FILE PACKAGE"),
    row("FILE_SAME_JAVA_MULTIPLE_FILES",                  "* FILE PACKAGE",                    "* FILE PACKAGE",                "* FILE PACKAGE"),
    row("FILE_SAME_JAVA_OUTER_CLASSNAME",                 "* FILE PACKAGE",                    "* FILE PACKAGE",                "* FILE PACKAGE"),
    row("FILE_SAME_JAVA_PACKAGE",                         "* FILE PACKAGE",                    "* FILE PACKAGE",                "* FILE PACKAGE"),
    row("FILE_SAME_JAVA_STRING_CHECK_UTF8",               "-",                                 "",                              ""),
    row("FILE_SAME_OBJC_CLASS_PREFIX",                    "* FILE PACKAGE",                    "* FILE PACKAGE",                "* FILE PACKAGE"),
    row("FILE_SAME_OPTIMIZE_FOR",                         "* FILE PACKAGE",                    "* FILE PACKAGE",                "* FILE PACKAGE"),
    row("FILE_SAME_PACKAGE",                              "* CSR FILE PACKAGE WIRE_JSON WIRE", "* FILE PACKAGE WIRE_JSON WIRE", "* FILE"),
    row("FILE_SAME_PHP_CLASS_PREFIX",                     "* FILE PACKAGE",                    "* FILE PACKAGE",                "* FILE PACKAGE"),
    row("FILE_SAME_PHP_GENERIC_SERVICES",                 "-",                                 "",                              ""),
    row("FILE_SAME_PHP_METADATA_NAMESPACE",               "* FILE PACKAGE",                    "* FILE PACKAGE",                "* FILE PACKAGE"),
    row("FILE_SAME_PHP_NAMESPACE",                        "* FILE PACKAGE",                    "* FILE PACKAGE",                "* FILE PACKAGE"),
    row("FILE_SAME_PY_GENERIC_SERVICES",                  "* FILE PACKAGE",                    "* FILE PACKAGE",                "* FILE PACKAGE"),
    row("FILE_SAME_RUBY_PACKAGE",                         "* FILE PACKAGE",                    "* FILE PACKAGE",                "* FILE PACKAGE"),
    row("FILE_SAME_SWIFT_PREFIX",                         "* FILE PACKAGE",                    "* FILE PACKAGE",                "* FILE PACKAGE"),
    row("FILE_SAME_SYNTAX",                               "* CSR FILE PACKAGE",                "* FILE PACKAGE",                "* FILE PACKAGE"),
    row("MESSAGE_NO_DELETE",                              "* CSR FILE",                        "* FILE",                        "* FILE"),
    row("MESSAGE_NO_REMOVE_STANDARD_DESCRIPTOR_ACCESSOR", "* CSR FILE PACKAGE",                "* FILE PACKAGE",                "* FILE PACKAGE"),
    row("MESSAGE_SAME_JSON_FORMAT",                       "* CSR FILE PACKAGE WIRE_JSON",      "* FILE PACKAGE WIRE_JSON",      "* FILE PACKAGE WIRE_JSON"),
    row("MESSAGE_SAME_MESSAGE_SET_WIRE_FORMAT",           "",                                  "",                              ""),
    row("MESSAGE_SAME_REQUIRED_FIELDS",                   "* CSR FILE PACKAGE WIRE_JSON WIRE", "* FILE PACKAGE WIRE_JSON WIRE", "* FILE PACKAGE WIRE_JSON WIRE"),
    row("ONEOF_NO_DELETE",                                "* CSR FILE PACKAGE",                "* FILE PACKAGE",                "* FILE PACKAGE"),
    row("PACKAGE_ENUM_NO_DELETE",                         "PACKAGE",                           "PACKAGE",                       "PACKAGE"),
    row("PACKAGE_EXTENSION_NO_DELETE",                    "PACKAGE",                           "-",                             "-"),
    row("PACKAGE_MESSAGE_NO_DELETE",                      "PACKAGE",                           "PACKAGE",                       "PACKAGE"),
    row("PACKAGE_NO_DELETE",                              "PACKAGE",                           "PACKAGE",                       "PACKAGE"),
    row("PACKAGE_SERVICE_NO_DELETE",                      "PACKAGE",                           "PACKAGE",                       "PACKAGE"),
    row("RESERVED_ENUM_NO_DELETE",                        "* CSR FILE PACKAGE WIRE_JSON WIRE", "* FILE PACKAGE WIRE_JSON WIRE", "* FILE PACKAGE WIRE_JSON WIRE"),
    row("RESERVED_MESSAGE_NO_DELETE",                     "* CSR FILE PACKAGE WIRE_JSON WIRE", "* FILE PACKAGE WIRE_JSON WIRE", "* FILE PACKAGE WIRE_JSON WIRE"),
    row("RPC_NO_DELETE",                                  "* FILE PACKAGE",                    "* FILE PACKAGE",                "* FILE PACKAGE"),
    row("RPC_SAME_CLIENT_STREAMING",                      "* CSR FILE PACKAGE WIRE_JSON WIRE", "* FILE PACKAGE WIRE_JSON WIRE", "* FILE PACKAGE WIRE_JSON WIRE"),
    row("RPC_SAME_IDEMPOTENCY_LEVEL",                     "* CSR FILE PACKAGE WIRE_JSON WIRE", "* FILE PACKAGE WIRE_JSON WIRE", "* FILE PACKAGE WIRE_JSON WIRE"),
    row("RPC_SAME_REQUEST_TYPE",                          "* CSR FILE PACKAGE WIRE_JSON WIRE", "* FILE PACKAGE WIRE_JSON WIRE", "* FILE PACKAGE WIRE_JSON WIRE"),
    row("RPC_SAME_RESPONSE_TYPE",                         "* CSR FILE PACKAGE WIRE_JSON WIRE", "* FILE PACKAGE WIRE_JSON WIRE", "* FILE PACKAGE WIRE_JSON WIRE"),
    row("RPC_SAME_SERVER_STREAMING",                      "* CSR FILE PACKAGE WIRE_JSON WIRE", "* FILE PACKAGE WIRE_JSON WIRE", "* FILE PACKAGE WIRE_JSON WIRE"),
    row("SERVICE_NO_DELETE",                              "* FILE",                            "* FILE",                        "* FILE"),
];
