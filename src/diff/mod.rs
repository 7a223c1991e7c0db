//! What changed between two schemas, in words: what was added too, and what changed for readers only. On top of the
//! pairing of [`crate::breaking`], whose rules say what is not the same about elements that are still there.

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

/// A schema, and those of its files that are looked at.
#[derive(Clone, Copy)]
pub struct Version<'a> {
    /// The schema.
    pub schema: &'a Schema,
    /// The files; what they import is there, and not told of.
    pub files: &'a [FileId],
}

/// A change. Ordered as a reader would want changes to be: by package, what they are about, and kind.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub struct Change {
    /// The package; empty where it has no name.
    pub package: Line,
    /// What it is about: a file, or a type or service that is not inside another one or is named with it.
    pub owner: Owner,
    /// What kind of change it is.
    pub kind: Kind,
    /// What changed, lower case, no full stop.
    pub text: Line,
    /// What it breaks, if anything.
    pub breaks: Option<Breaks>,
    /// What it means for the next version.
    pub bump: Bump,
}

/// What a change is about.
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
    /// It is not there any more.
    Deleted,
    /// It has another name.
    Renamed,
    /// It is in another file.
    Moved,
    /// It is not what it was.
    Changed,
    /// It was not there.
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

/// The version that has to follow, in the terms of semantic versioning.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Bump {
    /// None.
    None,
    /// Nothing changed for code and data.
    Patch,
    /// There is something new.
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

    /// What follows from all of some changes.
    pub fn of<'c>(changes: impl IntoIterator<Item = &'c Change>) -> Self {
        changes.into_iter().map(|change| change.bump).max().unwrap_or(Self::None)
    }
}

/// Changes by what they are about, by package.
pub type Grouped<'c> = BTreeMap<&'c str, BTreeMap<&'c Owner, Vec<&'c Change>>>;

/// Groups changes, which keep their order.
pub fn grouped(changes: &[Change]) -> Grouped<'_> {
    let mut packages = Grouped::new();
    for change in changes {
        packages.entry(&change.package).or_default().entry(&change.owner).or_default().push(change);
    }
    packages
}
