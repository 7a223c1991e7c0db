//! What changes break.

/// What a change breaks; each level may also break the lower ones.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum Breaks {
    /// Generated code.
    Source,
    /// JSON, and code.
    Json,
    /// Encoded messages and calls.
    Wire,
}

impl Breaks {
    /// The name of the level.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Source => "generated code",
            Self::Json => "JSON",
            Self::Wire => "the wire format",
        }
    }
}

/// The highest level that a fix affects; `None` if only the text changes.
pub type Reach = Option<Breaks>;

/// The flag that applies fixes of a level.
pub const fn flag(reach: Reach) -> &'static str {
    match reach {
        None => "--fix",
        Some(Breaks::Source) => "--fix=source",
        Some(Breaks::Json) => "--fix=json",
        Some(Breaks::Wire) => "--fix=wire",
    }
}
