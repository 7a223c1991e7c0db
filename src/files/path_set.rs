//! Sets of files and directories.

use std::collections::BTreeSet;
use std::collections::btree_set;

/// Paths of files and directories, with `/` and without `.` and `..`. The empty path is the directory that contains
/// them all. [`Self::cover`] takes one lookup per component of a path, whatever the size of the set.
#[derive(Clone, PartialEq, Eq, Hash, Debug, Default)]
pub struct PathSet(BTreeSet<String>);

impl PathSet {
    /// Whether the set is empty.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Whether a path is in the set.
    pub fn contains(&self, path: &str) -> bool {
        self.0.contains(path)
    }

    /// Whether a path, or a directory that contains it, is in the set.
    pub fn cover(&self, path: &str) -> bool {
        !self.0.is_empty() && around(path).any(|outer| self.0.contains(outer))
    }

    /// The paths, sorted.
    pub fn iter(&self) -> btree_set::Iter<'_, String> {
        self.0.iter()
    }
}

/// A path and the directories that contain it, innermost first; the empty path is last.
pub fn around(path: &str) -> impl Iterator<Item = &str> {
    let outer = path.rmatch_indices('/').map(|(slash, _)| &path[..slash]);
    let root = (!path.is_empty()).then_some("");
    std::iter::once(path).chain(outer).chain(root)
}

impl FromIterator<String> for PathSet {
    fn from_iter<T: IntoIterator<Item = String>>(paths: T) -> Self {
        Self(paths.into_iter().collect())
    }
}

impl Extend<String> for PathSet {
    fn extend<T: IntoIterator<Item = String>>(&mut self, paths: T) {
        self.0.extend(paths);
    }
}

impl IntoIterator for PathSet {
    type Item = String;
    type IntoIter = btree_set::IntoIter<String>;

    fn into_iter(self) -> Self::IntoIter {
        self.0.into_iter()
    }
}

impl<'s> IntoIterator for &'s PathSet {
    type Item = &'s String;
    type IntoIter = btree_set::Iter<'s, String>;

    fn into_iter(self) -> Self::IntoIter {
        self.iter()
    }
}
