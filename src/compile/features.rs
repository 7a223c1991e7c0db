//! Features: what editions, and the levels before them as presets, say about each element.

/// The global features of one element, resolved.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Features {
    /// `field_presence`: 1 explicit, 2 implicit, 3 legacy required.
    pub field_presence: u8,
    /// `enum_type`: 1 open, 2 closed.
    pub enum_type: u8,
    /// `repeated_field_encoding`: 1 packed, 2 expanded.
    pub repeated_field_encoding: u8,
    /// `utf8_validation`: 2 verify, 3 none.
    pub utf8_validation: u8,
    /// `message_encoding`: 1 length prefixed, 2 delimited.
    pub message_encoding: u8,
    /// `json_format`: 1 allow, 2 legacy best effort.
    pub json_format: u8,
    /// `enforce_naming_style`, numbered as in descriptor.proto.
    pub enforce_naming_style: u8,
    /// `default_symbol_visibility`, numbered as in descriptor.proto.
    pub default_symbol_visibility: u8,
    /// `enforce_proto_limits`, numbered as in descriptor.proto.
    pub enforce_proto_limits: u8,
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
