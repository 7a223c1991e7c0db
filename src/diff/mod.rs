//! Describes all changes between two schemas, including additions and comments. Uses the pairing and the rules of
//! [`crate::breaking`] for elements that exist on both sides.

mod enums;
mod fields;
mod messages;
mod renames;
mod services;
mod walk;

use std::collections::BTreeMap;

use crate::breaking::Breaks;
use crate::schema::{FileId, Schema};
use crate::text::Line;

pub use walk::diff;

/// A schema, and the files of it to compare.
#[derive(Clone, Copy)]
pub struct Version<'a> {
    /// The schema.
    pub schema: &'a Schema,
    /// The files; changes in their imports are not reported.
    pub files: &'a [FileId],
}

/// A change. Ordered by package, owner and kind.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub struct Change {
    /// The package; empty for the unnamed one.
    pub package: Line,
    /// The file, type or service it belongs to.
    pub owner: Owner,
    /// The kind of change.
    pub kind: Kind,
    /// What changed, in lower case, without a period.
    pub text: Line,
    /// What it breaks, if anything.
    pub breaks: Option<Breaks>,
    /// The version bump it requires.
    pub bump: Bump,
}

/// The file, type or service that changed.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub struct Owner {
    /// `file`, `message`, `enum`, `service` or `extensions`.
    pub noun: &'static str,
    /// Its name without the package.
    pub name: Line,
}

/// The kinds of changes.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Kind {
    /// It was deleted.
    Deleted,
    /// It was renamed.
    Renamed,
    /// It moved to another file.
    Moved,
    /// It changed otherwise.
    Changed,
    /// It was added.
    Added,
}

impl Kind {
    /// The lower-case word used in output formats.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Deleted => "deleted",
            Self::Renamed => "renamed",
            Self::Moved => "moved",
            Self::Changed => "changed",
            Self::Added => "added",
        }
    }
}

/// The required version bump, as in semantic versioning.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Bump {
    /// None.
    None,
    /// Neither code nor data is affected.
    Patch,
    /// Something was added.
    Minor,
    /// Something breaks.
    Major,
}

impl Bump {
    /// The lower-case word used in output formats.
    pub const fn name(self) -> &'static str {
        match self {
            Self::None => "none",
            Self::Patch => "patch",
            Self::Minor => "minor",
            Self::Major => "major",
        }
    }

    /// The bump that all changes together require.
    pub fn of<'c>(changes: impl IntoIterator<Item = &'c Change>) -> Self {
        changes.into_iter().map(|change| change.bump).max().unwrap_or(Self::None)
    }
}

/// Changes by package and owner.
pub type Grouped<'c> = BTreeMap<&'c str, BTreeMap<&'c Owner, Vec<&'c Change>>>;

/// Groups changes, which keep their order.
pub fn grouped(changes: &[Change]) -> Grouped<'_> {
    let mut packages = Grouped::new();
    for change in changes {
        packages.entry(&change.package).or_default().entry(&change.owner).or_default().push(change);
    }
    packages
}
