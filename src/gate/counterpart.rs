//! Maps paths of the new side of a comparison to the old side.

use std::path::{Path, PathBuf};

use rustc_hash::FxHashMap;

use crate::compile::clean_path;
use crate::files::{Tree, join};
use crate::workspace::Sources;

/// The input paths of one side.
#[derive(Clone, Debug)]
pub struct InputPaths {
    /// The tree they are in.
    pub tree: Tree,
    /// Their paths in the tree.
    pub paths: Vec<String>,
}

/// Both sides of a comparison.
#[derive(Clone, Copy, Debug)]
pub struct Counterparts<'a> {
    /// The new version.
    pub new: &'a InputPaths,
    /// The old side.
    pub old: &'a InputPaths,
    /// The directory of the configuration of the new side.
    pub home: Option<&'a Path>,
}

impl InputPaths {
    /// The paths of the inputs; `None` for a descriptor set.
    pub fn of(sources: &Sources) -> Option<Self> {
        match sources {
            Sources::Files { tree, paths, .. } => Some(Self { tree: tree.clone(), paths: paths.clone() }),
            Sources::Image(_) => None,
        }
    }

    /// Whether all paths are files, not directories.
    pub fn are_files(&self) -> bool {
        // A pipe is not a directory; it is an error reported elsewhere.
        let is_file = |path: &Path| self.tree.exists(path) && !self.tree.is_dir(path);
        self.paths.iter().all(|path| is_file(Path::new(path)))
    }

    /// The paths from the root of the tree.
    fn absolute(&self) -> impl Iterator<Item = PathBuf> {
        self.paths.iter().map(|path| self.tree.absolute(Path::new(path)))
    }
}

impl Counterparts<'_> {
    /// The old path of a new path: the same path in the repository, or relative to the input, to the configuration or
    /// to the current directory; the first of these that exists. `None` if the path is outside the old side.
    pub fn of(&self, path: &str) -> Option<String> {
        let is_selected = |place: &String| {
            let place = self.old.tree.absolute(Path::new(place));
            self.old.absolute().any(|whole| place.starts_with(&whole) || whole.starts_with(&place))
        };
        let places: Vec<String> = self.places(path).into_iter().filter(is_selected).collect();
        let there = places.iter().find(|place| self.old.tree.exists(Path::new(place))).cloned();
        there.or_else(|| places.into_iter().next())
    }

    /// The old path of an import root `DIR` or `PREFIX=DIR`, even outside the inputs; the same directory if there was
    /// none.
    pub fn include(&self, include: &str) -> String {
        let (prefix, directory) = include.split_once('=').unwrap_or(("", include));
        let there = self.places(directory).into_iter().find(|place| self.old.tree.is_dir(Path::new(place)));
        match there {
            Some(there) if prefix.is_empty() => there,
            Some(there) => format!("{prefix}={there}"),
            None => include.to_owned(),
        }
    }

    /// Import names by old path, from those by new path.
    pub fn names(&self, names: FxHashMap<String, String>) -> FxHashMap<String, String> {
        let ([new], [old]) = (&self.new.paths[..], &self.old.paths[..]) else { return names };
        let (new, old) = (clean_path(new), clean_path(old));
        if new == old {
            return names;
        }
        let then = |(path, name): (String, String)| {
            let rest = if new.is_empty() { &path } else { path.strip_prefix(&new)?.strip_prefix('/')? };
            Some((join(&old, rest), name))
        };
        names.into_iter().filter_map(then).collect()
    }

    /// The old paths of several new paths.
    pub fn of_all(&self, paths: &[String]) -> Vec<String> {
        paths.iter().filter_map(|path| self.of(path)).collect()
    }

    /// The old paths of the inputs, if all have the same path in the repository and are part of the old side.
    pub fn targets(&self) -> Option<Vec<String>> {
        let whole: Vec<PathBuf> = self.old.absolute().collect();
        let same = |path: &String| {
            let place = self.same_place(path)?;
            let absolute = self.old.tree.absolute(Path::new(&place));
            let is_part = whole.iter().any(|whole| absolute.starts_with(whole));
            (is_part && self.old.tree.exists(Path::new(&place))).then_some(place)
        };
        if self.old.tree.is_on_disk() { None } else { self.new.paths.iter().map(same).collect() }
    }

    /// The possible old paths of `path`, most likely first.
    fn places(&self, path: &str) -> Vec<String> {
        let absolute = self.new.tree.absolute(Path::new(path));
        let below = |origin: &Path| absolute.strip_prefix(origin).ok().map(Path::to_owned);
        let around = || {
            let home = self.home.map(|home| self.new.tree.absolute(home));
            home.into_iter().chain([self.new.tree.absolute(Path::new(""))])
        };
        let origins: Vec<PathBuf> = if self.new.are_files() || self.new.paths.len() > 1 {
            around().collect()
        } else {
            self.new.absolute().chain(around()).collect()
        };
        let mut places: Vec<String> = self.same_place(path).into_iter().collect();
        for whole in &self.old.paths {
            let whole = Path::new(whole);
            if origins.first().is_some_and(|first| first.starts_with(&absolute)) {
                places.push(spelled(whole));
            }
            places.extend(
                origins.iter().filter_map(|origin| below(origin)).map(|rest| spelled(&whole.join(rest))),
            );
        }
        // The path may be relative to the root of an archive.
        if !self.old.tree.is_on_disk() {
            places.extend(origins.last().and_then(|current| below(current)).map(|rest| spelled(&rest)));
        }
        places
    }

    /// The same path on disk, if both sides have one.
    pub fn same_place(&self, path: &str) -> Option<String> {
        let tree = &self.old.tree;
        let place = self.new.tree.on_disk(Path::new(path))?;
        let inside = tree.absolute(&place);
        // Paths outside the working tree of a revision stay disk paths.
        if !tree.is_on_disk() && inside.is_absolute() {
            return None;
        }
        let is_there = |path: &Path| tree.absolute(path) == inside;
        let spellings = [Path::new(path), &inside].into_iter().find(|path| is_there(path));
        Some(spellings.unwrap_or(&place).to_string_lossy().into_owned())
    }
}

fn spelled(path: &Path) -> String {
    clean_path(&path.to_string_lossy())
}
