//! The rules, one file each, and their list.

mod custom_option_same_value;
mod enum_no_delete;
mod enum_same_json_format;
mod enum_same_type;
mod enum_value_no_delete;
mod enum_value_no_delete_unless_name_reserved;
mod enum_value_no_delete_unless_number_reserved;
mod enum_value_number_reused;
mod enum_value_same_name;
mod extension_message_no_delete;
mod extension_no_delete;
mod field_name_reused;
mod field_no_delete;
mod field_no_delete_unless_name_reserved;
mod field_no_delete_unless_number_reserved;
mod field_number_reused;
mod field_same_cardinality;
mod field_same_cpp_string_type;
mod field_same_default;
mod field_same_java_utf8_validation;
mod field_same_json_name;
mod field_same_jstype;
mod field_same_name;
mod field_same_oneof;
mod field_same_type;
mod field_same_utf8_validation;
mod field_wire_compatible_cardinality;
mod field_wire_compatible_type;
mod field_wire_json_compatible_cardinality;
mod field_wire_json_compatible_type;
mod file_no_delete;
mod file_same_cc_enable_arenas;
mod file_same_cc_generic_services;
mod file_same_csharp_namespace;
mod file_same_go_package;
mod file_same_java_generic_services;
mod file_same_java_multiple_files;
mod file_same_java_outer_classname;
mod file_same_java_package;
mod file_same_objc_class_prefix;
mod file_same_optimize_for;
mod file_same_package;
mod file_same_php_class_prefix;
mod file_same_php_metadata_namespace;
mod file_same_php_namespace;
mod file_same_py_generic_services;
mod file_same_ruby_package;
mod file_same_swift_prefix;
mod file_same_syntax;
mod message_no_delete;
mod message_no_remove_standard_descriptor_accessor;
mod message_same_json_format;
mod message_same_required_fields;
mod oneof_no_delete;
mod package_enum_no_delete;
mod package_extension_no_delete;
mod package_message_no_delete;
mod package_no_delete;
mod package_service_no_delete;
mod reserved_enum_no_delete;
mod reserved_message_no_delete;
mod rpc_no_delete;
mod rpc_same_client_streaming;
mod rpc_same_http_binding;
mod rpc_same_idempotency_level;
mod rpc_same_request_type;
mod rpc_same_response_type;
mod rpc_same_server_streaming;
mod service_no_delete;
mod type_same_file;

use super::{Check, Rule};

/// One line per rule: the id, the module, and what it visits.
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
    CUSTOM_OPTION_SAME_VALUE                       custom_option_same_value                       Options;
    ENUM_NO_DELETE                                 enum_no_delete                                 File;
    ENUM_SAME_JSON_FORMAT                          enum_same_json_format                          Enum;
    ENUM_SAME_TYPE                                 enum_same_type                                 Enum;
    ENUM_VALUE_NO_DELETE                           enum_value_no_delete                           Enum;
    ENUM_VALUE_NO_DELETE_UNLESS_NAME_RESERVED      enum_value_no_delete_unless_name_reserved      Enum;
    ENUM_VALUE_NO_DELETE_UNLESS_NUMBER_RESERVED    enum_value_no_delete_unless_number_reserved    Enum;
    ENUM_VALUE_NUMBER_REUSED                       enum_value_number_reused                       Enum;
    ENUM_VALUE_SAME_NAME                           enum_value_same_name                           Enum;
    EXTENSION_MESSAGE_NO_DELETE                    extension_message_no_delete                    Message;
    EXTENSION_NO_DELETE                            extension_no_delete                            File;
    FIELD_NAME_REUSED                              field_name_reused                              Message;
    FIELD_NO_DELETE                                field_no_delete                                Message;
    FIELD_NO_DELETE_UNLESS_NAME_RESERVED           field_no_delete_unless_name_reserved           Message;
    FIELD_NO_DELETE_UNLESS_NUMBER_RESERVED         field_no_delete_unless_number_reserved         Message;
    FIELD_NUMBER_REUSED                            field_number_reused                            Message;
    FIELD_SAME_CARDINALITY                         field_same_cardinality                         Field;
    FIELD_SAME_CPP_STRING_TYPE                     field_same_cpp_string_type                     Field;
    FIELD_SAME_DEFAULT                             field_same_default                             Field;
    FIELD_SAME_JAVA_UTF8_VALIDATION                field_same_java_utf8_validation                Field;
    FIELD_SAME_JSON_NAME                           field_same_json_name                           Field;
    FIELD_SAME_JSTYPE                              field_same_jstype                              Field;
    FIELD_SAME_NAME                                field_same_name                                Field;
    FIELD_SAME_ONEOF                               field_same_oneof                               Field;
    FIELD_SAME_TYPE                                field_same_type                                Field;
    FIELD_SAME_UTF8_VALIDATION                     field_same_utf8_validation                     Field;
    FIELD_WIRE_COMPATIBLE_CARDINALITY              field_wire_compatible_cardinality              Field;
    FIELD_WIRE_COMPATIBLE_TYPE                     field_wire_compatible_type                     Field;
    FIELD_WIRE_JSON_COMPATIBLE_CARDINALITY         field_wire_json_compatible_cardinality         Field;
    FIELD_WIRE_JSON_COMPATIBLE_TYPE                field_wire_json_compatible_type                Field;
    FILE_NO_DELETE                                 file_no_delete                                 Schemas;
    FILE_SAME_CC_ENABLE_ARENAS                     file_same_cc_enable_arenas                     File;
    FILE_SAME_CC_GENERIC_SERVICES                  file_same_cc_generic_services                  File;
    FILE_SAME_CSHARP_NAMESPACE                     file_same_csharp_namespace                     File;
    FILE_SAME_GO_PACKAGE                           file_same_go_package                           File;
    FILE_SAME_JAVA_GENERIC_SERVICES                file_same_java_generic_services                File;
    FILE_SAME_JAVA_MULTIPLE_FILES                  file_same_java_multiple_files                  File;
    FILE_SAME_JAVA_OUTER_CLASSNAME                 file_same_java_outer_classname                 File;
    FILE_SAME_JAVA_PACKAGE                         file_same_java_package                         File;
    FILE_SAME_OBJC_CLASS_PREFIX                    file_same_objc_class_prefix                    File;
    FILE_SAME_OPTIMIZE_FOR                         file_same_optimize_for                         File;
    FILE_SAME_PACKAGE                              file_same_package                              File;
    FILE_SAME_PHP_CLASS_PREFIX                     file_same_php_class_prefix                     File;
    FILE_SAME_PHP_METADATA_NAMESPACE               file_same_php_metadata_namespace               File;
    FILE_SAME_PHP_NAMESPACE                        file_same_php_namespace                        File;
    FILE_SAME_PY_GENERIC_SERVICES                  file_same_py_generic_services                  File;
    FILE_SAME_RUBY_PACKAGE                         file_same_ruby_package                         File;
    FILE_SAME_SWIFT_PREFIX                         file_same_swift_prefix                         File;
    FILE_SAME_SYNTAX                               file_same_syntax                               File;
    MESSAGE_NO_DELETE                              message_no_delete                              File;
    MESSAGE_NO_REMOVE_STANDARD_DESCRIPTOR_ACCESSOR message_no_remove_standard_descriptor_accessor Message;
    MESSAGE_SAME_JSON_FORMAT                       message_same_json_format                       Message;
    MESSAGE_SAME_REQUIRED_FIELDS                   message_same_required_fields                   Message;
    ONEOF_NO_DELETE                                oneof_no_delete                                Message;
    PACKAGE_ENUM_NO_DELETE                         package_enum_no_delete                         Schemas;
    PACKAGE_EXTENSION_NO_DELETE                    package_extension_no_delete                    Schemas;
    PACKAGE_MESSAGE_NO_DELETE                      package_message_no_delete                      Schemas;
    PACKAGE_NO_DELETE                              package_no_delete                              Schemas;
    PACKAGE_SERVICE_NO_DELETE                      package_service_no_delete                      Schemas;
    RESERVED_ENUM_NO_DELETE                        reserved_enum_no_delete                        Enum;
    RESERVED_MESSAGE_NO_DELETE                     reserved_message_no_delete                     Message;
    RPC_NO_DELETE                                  rpc_no_delete                                  Service;
    RPC_SAME_CLIENT_STREAMING                      rpc_same_client_streaming                      Method;
    RPC_SAME_HTTP_BINDING                          rpc_same_http_binding                          Method;
    RPC_SAME_IDEMPOTENCY_LEVEL                     rpc_same_idempotency_level                     Method;
    RPC_SAME_REQUEST_TYPE                          rpc_same_request_type                          Method;
    RPC_SAME_RESPONSE_TYPE                         rpc_same_response_type                         Method;
    RPC_SAME_SERVER_STREAMING                      rpc_same_server_streaming                      Method;
    SERVICE_NO_DELETE                              service_no_delete                              File;
    TYPE_SAME_FILE                                 type_same_file                                 Schemas;
}
