//! The language levels, in one table of names and numbers.

macro_rules! levels {
    ($($(#[$doc:meta])* $level:ident = $name:literal, $edition:literal;)*) => {
        /// The language level of a file, oldest first.
        #[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
        pub enum Level {
            $($(#[$doc])* $level,)*
        }

        impl Level {
            /// All levels, the oldest first.
            pub const ALL: &[Self] = &[$(Self::$level),*];

            /// The text in the `syntax` or `edition` statement.
            pub const fn name(self) -> &'static str {
                match self {
                    $(Self::$level => $name,)*
                }
            }

            /// The number in the enum `Edition` of descriptor.proto.
            pub const fn edition(self) -> i32 {
                match self {
                    $(Self::$level => $edition,)*
                }
            }
        }
    };
}

levels! {
    /// No statement, or `syntax = "proto2"`.
    Proto2 = "proto2", 998;
    /// `syntax = "proto3"`.
    Proto3 = "proto3", 999;
    /// `edition = "2023"`.
    Edition2023 = "2023", 1000;
    /// `edition = "2024"`.
    Edition2024 = "2024", 1001;
    /// `edition = "2026"`.
    Edition2026 = "2026", 1002;
    /// `edition = "UNSTABLE"`, which is not final.
    Unstable = "UNSTABLE", 9999;
}

/// `EDITION_LEGACY`: everything before editions.
pub const LEGACY: i32 = 900;

impl Level {
    /// The newest level that is final.
    pub const LATEST: Self = Self::Edition2026;

    /// Whether it is an edition.
    pub const fn is_editions(self) -> bool {
        !matches!(self, Self::Proto2 | Self::Proto3)
    }

    /// Whether the level is final. Others can still change.
    pub const fn is_final(self) -> bool {
        !matches!(self, Self::Unstable)
    }

    /// The level with this name in a `syntax` or an `edition` statement.
    pub fn named(name: &[u8], is_editions: bool) -> Option<Self> {
        let mut levels = Self::ALL.iter().copied();
        levels.find(|level| level.is_editions() == is_editions && level.name().as_bytes() == name)
    }

    /// The edition with this number.
    pub fn numbered(edition: i32) -> Option<Self> {
        Self::ALL.iter().copied().find(|level| level.edition() == edition)
    }

    /// The final editions, as a list for messages.
    pub fn list_editions(write: impl Fn(Self) -> String) -> String {
        let editions = Self::ALL.iter().filter(|level| level.is_editions() && level.is_final());
        let editions: Vec<String> = editions.map(|&level| write(level)).collect();
        match editions.split_last() {
            Some((last, others)) => format!("{} and {last}", others.join(", ")),
            None => String::new(),
        }
    }
}

/// The display name of an edition, by number.
pub fn edition_name(edition: i32) -> String {
    match Level::numbered(edition) {
        Some(level) if level.is_editions() => format!("edition {}", level.name()),
        Some(level) => level.name().to_owned(),
        None if edition == LEGACY => "edition LEGACY".to_owned(),
        None => format!("edition {edition}"),
    }
}
