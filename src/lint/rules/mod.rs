//! The rules, one file each, and the list of them.

mod comment_enum;
mod comment_enum_value;
mod comment_field;
mod comment_message;
mod comment_oneof;
mod comment_rpc;
mod comment_service;
mod directory_same_package;
mod enum_first_value_zero;
mod enum_no_allow_alias;
mod enum_pascal_case;
mod enum_value_prefix;
mod enum_value_upper_snake_case;
mod enum_zero_value_suffix;
mod error_in_response;
mod field_any;
mod field_lower_snake_case;
mod field_no_descriptor;
mod field_not_required;
mod field_number_gap;
mod field_number_high;
mod file_lower_snake_case;
mod generic_message;
mod god_rpc;
mod hot_field_numbers;
mod id_not_string;
mod import_no_public;
mod import_used;
mod list_not_streamed;
mod list_request_paginated;
mod list_response_wrapped;
mod message_pascal_case;
mod oneof_lower_snake_case;
mod package_defined;
mod package_directory_match;
mod package_lower_snake_case;
mod package_no_import_cycle;
mod package_same_csharp_namespace;
mod package_same_directory;
mod package_same_go_package;
mod package_same_java_multiple_files;
mod package_same_java_package;
mod package_same_php_namespace;
mod package_same_ruby_package;
mod package_same_swift_prefix;
mod package_single_segment;
mod package_version_suffix;
mod reserved_number_without_name;
mod rpc_empty_request;
mod rpc_no_client_streaming;
mod rpc_no_server_streaming;
mod rpc_pascal_case;
mod rpc_request_response_unique;
mod rpc_request_standard_name;
mod rpc_response_standard_name;
mod service_generic_name;
mod service_pascal_case;
mod service_single_method;
mod service_suffix;
mod service_too_large;
mod service_version_in_name;
mod stable_package_no_import_unstable;
mod stream_chunk_shape;
mod stream_empty_request;
mod suppression_unknown;
mod suppression_unused;
mod syntax_specified;
mod timestamp_suffix;
mod unary_large_bytes;
mod wrapper_field;

use super::{Check, Rule};

/// One line per rule: the id, the file, and what it visits.
macro_rules! rules {
    ($($id:ident $file:ident $kind:ident;)*) => {
        /// All rules, sorted by id.
        pub const RULES: &[Rule] = &[$(Rule { meta: &$file::META, check: Check::$kind($file::check) },)*];

        #[test]
        fn ids_are_those_of_the_files() {
            $(assert_eq!($file::META.id, stringify!($id));)*
            $(assert_eq!(stringify!($id).to_lowercase(), stringify!($file));)*
            assert!(RULES.is_sorted_by_key(|rule| rule.meta.id));
        }
    };
}

rules! {
    COMMENT_ENUM                      comment_enum                      Enum;
    COMMENT_ENUM_VALUE                comment_enum_value                EnumValue;
    COMMENT_FIELD                     comment_field                     Field;
    COMMENT_MESSAGE                   comment_message                   Message;
    COMMENT_ONEOF                     comment_oneof                     Oneof;
    COMMENT_RPC                       comment_rpc                       Method;
    COMMENT_SERVICE                   comment_service                   Service;
    DIRECTORY_SAME_PACKAGE            directory_same_package            Files;
    ENUM_FIRST_VALUE_ZERO             enum_first_value_zero             Enum;
    ENUM_NO_ALLOW_ALIAS               enum_no_allow_alias               Enum;
    ENUM_PASCAL_CASE                  enum_pascal_case                  Enum;
    ENUM_VALUE_PREFIX                 enum_value_prefix                 Enum;
    ENUM_VALUE_UPPER_SNAKE_CASE       enum_value_upper_snake_case       EnumValue;
    ENUM_ZERO_VALUE_SUFFIX            enum_zero_value_suffix            EnumValue;
    ERROR_IN_RESPONSE                 error_in_response                 Method;
    FIELD_ANY                         field_any                         Field;
    FIELD_LOWER_SNAKE_CASE            field_lower_snake_case            Field;
    FIELD_NOT_REQUIRED                field_not_required                Field;
    FIELD_NO_DESCRIPTOR               field_no_descriptor               Field;
    FIELD_NUMBER_GAP                  field_number_gap                  Message;
    FIELD_NUMBER_HIGH                 field_number_high                 Message;
    FILE_LOWER_SNAKE_CASE             file_lower_snake_case             File;
    GENERIC_MESSAGE                   generic_message                   Message;
    GOD_RPC                           god_rpc                           Method;
    HOT_FIELD_NUMBERS                 hot_field_numbers                 Message;
    ID_NOT_STRING                     id_not_string                     Field;
    IMPORT_NO_PUBLIC                  import_no_public                  File;
    IMPORT_USED                       import_used                       File;
    LIST_NOT_STREAMED                 list_not_streamed                 Method;
    LIST_REQUEST_PAGINATED            list_request_paginated            Method;
    LIST_RESPONSE_WRAPPED             list_response_wrapped             Method;
    MESSAGE_PASCAL_CASE               message_pascal_case               Message;
    ONEOF_LOWER_SNAKE_CASE            oneof_lower_snake_case            Oneof;
    PACKAGE_DEFINED                   package_defined                   File;
    PACKAGE_DIRECTORY_MATCH           package_directory_match           File;
    PACKAGE_LOWER_SNAKE_CASE          package_lower_snake_case          File;
    PACKAGE_NO_IMPORT_CYCLE           package_no_import_cycle           Files;
    PACKAGE_SAME_CSHARP_NAMESPACE     package_same_csharp_namespace     Files;
    PACKAGE_SAME_DIRECTORY            package_same_directory            Files;
    PACKAGE_SAME_GO_PACKAGE           package_same_go_package           Files;
    PACKAGE_SAME_JAVA_MULTIPLE_FILES  package_same_java_multiple_files  Files;
    PACKAGE_SAME_JAVA_PACKAGE         package_same_java_package         Files;
    PACKAGE_SAME_PHP_NAMESPACE        package_same_php_namespace        Files;
    PACKAGE_SAME_RUBY_PACKAGE         package_same_ruby_package         Files;
    PACKAGE_SAME_SWIFT_PREFIX         package_same_swift_prefix         Files;
    PACKAGE_SINGLE_SEGMENT            package_single_segment            File;
    PACKAGE_VERSION_SUFFIX            package_version_suffix            Files;
    RESERVED_NUMBER_WITHOUT_NAME      reserved_number_without_name      Message;
    RPC_EMPTY_REQUEST                 rpc_empty_request                 Method;
    RPC_NO_CLIENT_STREAMING           rpc_no_client_streaming           Method;
    RPC_NO_SERVER_STREAMING           rpc_no_server_streaming           Method;
    RPC_PASCAL_CASE                   rpc_pascal_case                   Method;
    RPC_REQUEST_RESPONSE_UNIQUE       rpc_request_response_unique       Files;
    RPC_REQUEST_STANDARD_NAME         rpc_request_standard_name         Method;
    RPC_RESPONSE_STANDARD_NAME        rpc_response_standard_name        Method;
    SERVICE_GENERIC_NAME              service_generic_name              Service;
    SERVICE_PASCAL_CASE               service_pascal_case               Service;
    SERVICE_SINGLE_METHOD             service_single_method             Files;
    SERVICE_SUFFIX                    service_suffix                    Service;
    SERVICE_TOO_LARGE                 service_too_large                 Service;
    SERVICE_VERSION_IN_NAME           service_version_in_name           Service;
    STABLE_PACKAGE_NO_IMPORT_UNSTABLE stable_package_no_import_unstable Files;
    STREAM_CHUNK_SHAPE                stream_chunk_shape                Method;
    STREAM_EMPTY_REQUEST              stream_empty_request              Method;
    SUPPRESSION_UNKNOWN               suppression_unknown               Suppression;
    SUPPRESSION_UNUSED                suppression_unused                Suppression;
    SYNTAX_SPECIFIED                  syntax_specified                  File;
    TIMESTAMP_SUFFIX                  timestamp_suffix                  Files;
    UNARY_LARGE_BYTES                 unary_large_bytes                 Method;
    WRAPPER_FIELD                     wrapper_field                     Field;
}
