//! Features: what editions, and the levels before them as presets, say about an element.

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
                /// The value that stands for "not known".
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

        /// The global features of one element, resolved.
        #[derive(Clone, Copy, PartialEq, Eq, Debug)]
        pub struct Features {
            $($(#[$doc])* pub $field: $feature,)*
        }

        impl Features {
            /// Sets the feature with a number, where it has such a value.
            fn set(&mut self, number: i32, value: i32) {
                match number {
                    $($number => self.$field = $feature::from_number(value).unwrap_or(self.$field),)*
                    _ => {}
                }
            }

            /// The name of the first feature that is not known.
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
    /// Whether a field tells an absent value from a default one.
    field_presence: FieldPresence = 1 {
        /// It does.
        Explicit = 1,
        /// It does not.
        Implicit = 2,
        /// It must be set.
        LegacyRequired = 3,
    }
    /// Whether an enum takes numbers that it does not list.
    enum_type: EnumType = 2 {
        /// It does.
        Open = 1,
        /// It does not.
        Closed = 2,
    }
    /// How lists of numbers are written.
    repeated_field_encoding: RepeatedFieldEncoding = 3 {
        /// In one record.
        Packed = 1,
        /// In a record each.
        Expanded = 2,
    }
    /// Whether strings must be UTF-8.
    utf8_validation: Utf8Validation = 4 {
        /// They must.
        Verify = 2,
        /// Nobody checks.
        None = 3,
    }
    /// How messages inside messages are written.
    message_encoding: MessageEncoding = 5 {
        /// After their length.
        LengthPrefixed = 1,
        /// Between two tags, as groups are.
        Delimited = 2,
    }
    /// Whether JSON must work.
    json_format: JsonFormat = 6 {
        /// It must: names that collide are errors.
        Allow = 1,
        /// It works where it happens to.
        LegacyBestEffort = 2,
    }
    /// How names must be written.
    enforce_naming_style: EnforceNamingStyle = 7 {
        /// As edition 2024 has it.
        Style2024 = 1,
        /// Any way.
        StyleLegacy = 2,
        /// As edition 2026 has it.
        Style2026 = 3,
    }
    /// Which types other files can use where the source does not say.
    default_symbol_visibility: DefaultSymbolVisibility = 8 {
        /// All.
        ExportAll = 1,
        /// Those that are not nested.
        ExportTopLevel = 2,
        /// None.
        LocalAll = 3,
        /// None, and nested ones cannot be exported.
        Strict = 4,
    }
    /// How large a declaration can be.
    enforce_proto_limits: EnforceProtoLimits = 9 {
        /// As large as other tools take.
        LegacyNoExplicitLimits = 1,
        /// As edition 2026 has it.
        ProtoLimits2026 = 2,
    }
}

/// The features of one file's elements; lists run parallel to those of the file.
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
    /// What holds where a file of this level says nothing.
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

    /// These features where `own` does not say otherwise.
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
