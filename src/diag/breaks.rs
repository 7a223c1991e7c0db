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

impl Breaks {
    /// The argument of `--fix` that allows it.
    pub const fn flag(self) -> &'static str {
        match self {
            Self::Source => "source",
            Self::Json => "json",
            Self::Wire => "wire",
        }
    }
}

/// The highest level that a fix affects; `None` if only the text changes.
pub type Reach = Option<Breaks>;
