//! The language levels. What depends on the name or the number of one is derived from this table.

macro_rules! levels {
    ($($(#[$doc:meta])* $level:ident = $name:literal, $edition:literal;)*) => {
        /// The language level a file asks for. Ordered by age.
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

/// The edition that stands for everything before editions.
pub const LEGACY: i32 = 900;

impl Level {
    /// The newest level that is final.
    pub const LATEST: Self = Self::Edition2026;

    /// Whether the file says `edition`.
    pub const fn is_editions(self) -> bool {
        !matches!(self, Self::Proto2 | Self::Proto3)
    }

    /// Whether the meaning of the level can change.
    pub const fn is_final(self) -> bool {
        !matches!(self, Self::Unstable)
    }

    /// The level that a `syntax` or an `edition` statement names.
    pub fn named(name: &[u8], is_editions: bool) -> Option<Self> {
        let mut levels = Self::ALL.iter().copied();
        levels.find(|level| level.is_editions() == is_editions && level.name().as_bytes() == name)
    }

    /// The edition with this number.
    pub fn numbered(edition: i32) -> Option<Self> {
        Self::ALL.iter().copied().find(|level| level.edition() == edition)
    }

    /// The editions that are final, as a list for people.
    pub fn list_editions(write: impl Fn(Self) -> String) -> String {
        let editions = Self::ALL.iter().filter(|level| level.is_editions() && level.is_final());
        let editions: Vec<String> = editions.map(|&level| write(level)).collect();
        match editions.split_last() {
            Some((last, others)) => format!("{} and {last}", others.join(", ")),
            None => String::new(),
        }
    }
}

/// What to call the edition with a number.
pub fn edition_name(edition: i32) -> String {
    match Level::numbered(edition) {
        Some(level) if level.is_editions() => format!("edition {}", level.name()),
        Some(level) => level.name().to_owned(),
        None if edition == LEGACY => "edition LEGACY".to_owned(),
        None => format!("edition {edition}"),
    }
}
