//! Labels and types of fields.

use crate::syntax::Level;

/// The label of a field, numbered as in `FieldDescriptorProto.Label`.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Label {
    /// At most one value.
    Optional = 1,
    /// Exactly one value.
    Required = 2,
    /// Any number of values.
    Repeated = 3,
}

/// The type of a field, numbered as in `FieldDescriptorProto.Type`.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
#[expect(missing_docs, reason = "the names are those of the language")]
pub enum FieldType {
    /// A message or an enum, not resolved yet.
    Named = 0,
    Double = 1,
    Float = 2,
    Int64 = 3,
    Uint64 = 4,
    Int32 = 5,
    Fixed64 = 6,
    Fixed32 = 7,
    Bool = 8,
    String = 9,
    Group = 10,
    Message = 11,
    Bytes = 12,
    Uint32 = 13,
    Enum = 14,
    Sfixed32 = 15,
    Sfixed64 = 16,
    Sint32 = 17,
    Sint64 = 18,
}

impl FieldType {
    /// All scalar types and the keyword of each.
    pub const KEYWORDS: [(&'static str, Self); 15] = [
        ("double", Self::Double),
        ("float", Self::Float),
        ("int64", Self::Int64),
        ("uint64", Self::Uint64),
        ("int32", Self::Int32),
        ("fixed64", Self::Fixed64),
        ("fixed32", Self::Fixed32),
        ("bool", Self::Bool),
        ("string", Self::String),
        ("bytes", Self::Bytes),
        ("uint32", Self::Uint32),
        ("sfixed32", Self::Sfixed32),
        ("sfixed64", Self::Sfixed64),
        ("sint32", Self::Sint32),
        ("sint64", Self::Sint64),
    ];

    /// The type with a number in `FieldDescriptorProto.Type`.
    pub fn from_number(number: u64) -> Option<Self> {
        let types = [
            Self::Double,
            Self::Float,
            Self::Int64,
            Self::Uint64,
            Self::Int32,
            Self::Fixed64,
            Self::Fixed32,
            Self::Bool,
            Self::String,
            Self::Group,
            Self::Message,
            Self::Bytes,
            Self::Uint32,
            Self::Enum,
            Self::Sfixed32,
            Self::Sfixed64,
            Self::Sint32,
            Self::Sint64,
        ];
        types.get(usize::try_from(number).ok()?.checked_sub(1)?).copied()
    }

    /// Whether repeated values can be packed: numbers, bools and enums.
    pub fn is_packable(self) -> bool {
        !matches!(self, Self::Named | Self::String | Self::Bytes | Self::Message | Self::Group)
    }

    /// The keyword of a scalar type, or a noun for other types.
    pub fn keyword(self) -> &'static str {
        match self {
            Self::Named | Self::Message => "message",
            Self::Group => "group",
            Self::Enum => "enum",
            scalar => Self::KEYWORDS.iter().find(|(_, ty)| *ty == scalar).map_or("", |(word, _)| word),
        }
    }

    /// The scalar type of a keyword. In the unstable edition, plain names are the fixed-width types.
    pub fn of_keyword(word: &str, level: Level) -> Option<Self> {
        if level == Level::Unstable {
            match word {
                "int32" => return Some(Self::Sfixed32),
                "int64" => return Some(Self::Sfixed64),
                "uint32" => return Some(Self::Fixed32),
                "uint64" => return Some(Self::Fixed64),
                "varint32" => return Some(Self::Int32),
                "varint64" => return Some(Self::Int64),
                "uvarint32" => return Some(Self::Uint32),
                "uvarint64" => return Some(Self::Uint64),
                "zigzag32" => return Some(Self::Sint32),
                "zigzag64" => return Some(Self::Sint64),
                _ => {}
            }
        }
        Self::KEYWORDS.iter().find(|(keyword, _)| *keyword == word).map(|&(_, ty)| ty)
    }
}
