//! The features of elements. Levels before editions are presets of features.

use super::value::{MessageValue, Value};
use crate::syntax::Level;

macro_rules! features {
    ($($(#[$doc:meta])* $field:ident: $feature:ident = $number:literal {
        $($(#[$value_doc:meta])* $value:ident = $value_number:literal,)*
    })*) => {
        $(
            $(#[$doc])*
            #[derive(Clone, Copy, PartialEq, Eq, Debug)]
            pub enum $feature {
                /// The `*_UNKNOWN` value.
                Unknown = 0,
                $($(#[$value_doc])* $value = $value_number,)*
            }

            impl $feature {
                /// The field of `FeatureSet`.
                pub const NUMBER: i32 = $number;

                fn from_number(number: i32) -> Option<Self> {
                    [Self::Unknown, $(Self::$value),*].into_iter().find(|value| *value as i32 == number)
                }
            }
        )*

        /// The resolved global features of an element.
        #[derive(Clone, Copy, PartialEq, Eq, Debug)]
        pub struct Features {
            $($(#[$doc])* pub $field: $feature,)*
        }

        impl Features {
            /// Sets a feature by number, if the value is known.
            fn set(&mut self, number: i32, value: i32) {
                match number {
                    $($number => self.$field = $feature::from_number(value).unwrap_or(self.$field),)*
                    _ => {}
                }
            }

            /// The name of the first feature that is unknown.
            pub fn unknown(self) -> Option<&'static str> {
                $(if self.$field == $feature::Unknown {
                    return Some(stringify!($field));
                })*
                None
            }
        }
    };
}

features! {
    /// Whether a field distinguishes unset from default.
    field_presence: FieldPresence = 1 {
        /// It does.
        Explicit = 1,
        /// It does not.
        Implicit = 2,
        /// It must be set.
        LegacyRequired = 3,
    }
    /// Whether an enum accepts numbers that it does not declare.
    enum_type: EnumType = 2 {
        /// It does.
        Open = 1,
        /// It does not.
        Closed = 2,
    }
    /// The encoding of repeated numbers.
    repeated_field_encoding: RepeatedFieldEncoding = 3 {
        /// All values in one record.
        Packed = 1,
        /// One record per value.
        Expanded = 2,
    }
    /// Whether strings must be UTF-8.
    utf8_validation: Utf8Validation = 4 {
        /// They must.
        Verify = 2,
        /// Not checked.
        None = 3,
    }
    /// The encoding of message fields.
    message_encoding: MessageEncoding = 5 {
        /// Prefixed with the length.
        LengthPrefixed = 1,
        /// Between two tags, like groups.
        Delimited = 2,
    }
    /// Whether the JSON mapping must work.
    json_format: JsonFormat = 6 {
        /// It must: conflicting names are errors.
        Allow = 1,
        /// Best effort.
        LegacyBestEffort = 2,
    }
    /// The naming style.
    enforce_naming_style: EnforceNamingStyle = 7 {
        /// The style of edition 2024.
        Style2024 = 1,
        /// Not enforced.
        StyleLegacy = 2,
        /// The style of edition 2026.
        Style2026 = 3,
    }
    /// The visibility of types without `export` or `local`.
    default_symbol_visibility: DefaultSymbolVisibility = 8 {
        /// All types are exported.
        ExportAll = 1,
        /// Top-level types are exported.
        ExportTopLevel = 2,
        /// No types are exported.
        LocalAll = 3,
        /// No types are exported, and nested types cannot be.
        Strict = 4,
    }
    /// Limits on the size of declarations.
    enforce_proto_limits: EnforceProtoLimits = 9 {
        /// No explicit limits.
        LegacyNoExplicitLimits = 1,
        /// The limits of edition 2026.
        ProtoLimits2026 = 2,
    }
}

/// The features of the elements of a file. Lists are parallel to those of the file.
#[derive(Debug)]
pub struct FileFeatures {
    /// The file itself.
    pub file: Features,
    /// Its messages.
    pub messages: Vec<Features>,
    /// Its fields and extensions.
    pub fields: Vec<Features>,
    /// Its oneofs.
    pub oneofs: Vec<Features>,
    /// Its enums.
    pub enums: Vec<Features>,
    /// Its enum values.
    pub values: Vec<Features>,
    /// Its services.
    pub services: Vec<Features>,
    /// Its methods.
    pub methods: Vec<Features>,
    /// Its extension ranges.
    pub extension_ranges: Vec<Features>,
}

impl Features {
    /// The defaults of a level.
    pub const fn of_level(level: Level) -> Self {
        let proto2 = Self {
            field_presence: FieldPresence::Explicit,
            enum_type: EnumType::Closed,
            repeated_field_encoding: RepeatedFieldEncoding::Expanded,
            utf8_validation: Utf8Validation::None,
            message_encoding: MessageEncoding::LengthPrefixed,
            json_format: JsonFormat::LegacyBestEffort,
            enforce_naming_style: EnforceNamingStyle::StyleLegacy,
            default_symbol_visibility: DefaultSymbolVisibility::ExportAll,
            enforce_proto_limits: EnforceProtoLimits::LegacyNoExplicitLimits,
        };
        let proto3 = Self {
            field_presence: FieldPresence::Implicit,
            enum_type: EnumType::Open,
            repeated_field_encoding: RepeatedFieldEncoding::Packed,
            utf8_validation: Utf8Validation::Verify,
            json_format: JsonFormat::Allow,
            ..proto2
        };
        let edition2023 = Self { field_presence: FieldPresence::Explicit, ..proto3 };
        let edition2024 = Self {
            enforce_naming_style: EnforceNamingStyle::Style2024,
            default_symbol_visibility: DefaultSymbolVisibility::ExportTopLevel,
            ..edition2023
        };
        match level {
            Level::Proto2 => proto2,
            Level::Proto3 => proto3,
            Level::Edition2023 => edition2023,
            Level::Edition2024 => edition2024,
            Level::Edition2026 | Level::Unstable => Self {
                enforce_naming_style: EnforceNamingStyle::Style2026,
                default_symbol_visibility: DefaultSymbolVisibility::Strict,
                enforce_proto_limits: EnforceProtoLimits::ProtoLimits2026,
                ..edition2024
            },
        }
    }

    /// These features, overridden by `own`.
    #[must_use]
    pub fn with(mut self, own: &MessageValue) -> Self {
        for field in &own.fields {
            if let Some(Value::Enum(value)) = field.values.last() {
                self.set(field.number, *value);
            }
        }
        self
    }
}
