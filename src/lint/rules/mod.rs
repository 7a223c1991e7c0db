//! The rules, one file each, and the list of them.

mod enum_first_value_zero;
mod enum_zero_value_suffix;
mod field_number_gap;
mod list_not_streamed;
mod list_response_wrapped;
mod package_version_suffix;
mod reserved_number_without_name;

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
    ENUM_FIRST_VALUE_ZERO        enum_first_value_zero        Enum;
    ENUM_ZERO_VALUE_SUFFIX       enum_zero_value_suffix       EnumValue;
    FIELD_NUMBER_GAP             field_number_gap             Message;
    LIST_NOT_STREAMED            list_not_streamed            Method;
    LIST_RESPONSE_WRAPPED        list_response_wrapped        Method;
    PACKAGE_VERSION_SUFFIX       package_version_suffix       File;
    RESERVED_NUMBER_WITHOUT_NAME reserved_number_without_name Message;
}
