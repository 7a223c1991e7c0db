//! The paths of one side of a comparison, as the other side has them.

use std::path::{Path, PathBuf};

use rustc_hash::FxHashMap;

use crate::compile::clean_path;
use crate::config::join;
use crate::files::Tree;
use crate::workspace::Sources;

/// The directories and files of one side.
#[derive(Clone, Debug)]
pub struct Named {
    /// Where they are.
    pub tree: Tree,
    /// Their paths in the tree.
    pub paths: Vec<String>,
}

/// Both sides of a comparison.
#[derive(Clone, Copy, Debug)]
pub struct Counterparts<'a> {
    /// What there is now.
    pub new: &'a Named,
    /// What there was.
    pub old: &'a Named,
    /// The directory of the configuration of what there is now.
    pub home: Option<&'a Path>,
}

impl Named {
    /// What of a side was named, unless that was compiled before.
    pub fn of(sources: &Sources) -> Option<Self> {
        match sources {
            Sources::Files { tree, paths, .. } => Some(Self { tree: tree.clone(), paths: paths.clone() }),
            Sources::Image(_) => None,
        }
    }

    /// Whether only files were named, rather than directories with all that is in them.
    pub fn are_files(&self) -> bool {
        // A pipe that was named is an error of its own, not a directory.
        let is_file = |path: &Path| self.tree.exists(path) && !self.tree.is_dir(path);
        self.paths.iter().all(|path| is_file(Path::new(path)))
    }

    /// The paths from the root of the tree.
    fn absolute(&self) -> impl Iterator<Item = PathBuf> {
        self.paths.iter().map(|path| self.tree.absolute(Path::new(path)))
    }
}

impl Counterparts<'_> {
    /// What there was of a path of what there is now: what is at the same place in the repository, or at the same place
    /// below what was named, below the configuration or below the current directory; the first of these that was there.
    /// `None` where the path has no place in what there was.
    pub fn of(&self, path: &str) -> Option<String> {
        let is_meant = |place: &String| {
            let place = self.old.tree.absolute(Path::new(place));
            self.old.absolute().any(|whole| place.starts_with(&whole) || whole.starts_with(&place))
        };
        let places: Vec<String> = self.places(path).into_iter().filter(is_meant).collect();
        let there = places.iter().find(|place| self.old.tree.exists(Path::new(place))).cloned();
        there.or_else(|| places.into_iter().next())
    }

    /// Where imports were found of an include directory, `DIR` or `PREFIX=DIR`, be it outside of what is compared; the same
    /// directory if it was not there.
    pub fn include(&self, include: &str) -> String {
        let (prefix, directory) = include.split_once('=').unwrap_or(("", include));
        let there = self.places(directory).into_iter().find(|place| self.old.tree.is_dir(Path::new(place)));
        match there {
            Some(there) if prefix.is_empty() => there,
            Some(there) => format!("{prefix}={there}"),
            None => include.to_owned(),
        }
    }

    /// The names of files by the paths they had then, of those by the paths they have now.
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

    /// What there was of several paths.
    pub fn of_all(&self, paths: &[String]) -> Vec<String> {
        paths.iter().filter_map(|path| self.of(path)).collect()
    }

    /// What there was of what is named now, if that has the same places in the repository and is a part of what there was.
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

    /// Where something could have been that is at `path` now, the likeliest place first.
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
        // A path may be written from the root of an archive.
        if !self.old.tree.is_on_disk() {
            places.extend(origins.last().and_then(|current| below(current)).map(|rest| spelled(&rest)));
        }
        places
    }

    /// The same place on the disk, where both sides have one.
    pub fn same_place(&self, path: &str) -> Option<String> {
        let tree = &self.old.tree;
        let place = self.new.tree.on_disk(Path::new(path))?;
        let inside = tree.absolute(&place);
        // The path of what is not in the working tree of a revision stays one of the disk.
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
