//! The directory of a configuration, and its paths as the user would write them.

use std::path::{Component, Path, PathBuf};

use super::paths::{is_in, tidy};
use crate::diag::Diagnostic;
use crate::files::{Symlinks, Tree, join};

/// The directory a configuration is for.
#[derive(Clone, Debug)]
pub struct Base {
    /// Its path as the user would write it; empty for the current directory.
    directory: String,
    /// Its absolute path in the tree.
    absolute: PathBuf,
    /// The path of the current directory below it, if it is below and paths are relative.
    current: Option<String>,
}

impl Base {
    /// A directory as the user wrote it.
    pub fn new(tree: &Tree, directory: &str) -> Self {
        let directory = tidy(directory);
        let absolute = tree.absolute(Path::new(&directory));
        let here = tree.absolute(Path::new(""));
        let below = here.strip_prefix(&absolute).ok().map(|below| below.to_string_lossy().into_owned());
        let current = below.filter(|below| !below.is_empty() && !directory.starts_with('/'));
        Self { directory, absolute, current }
    }

    /// A directory and its parents, up to the root of the tree.
    pub fn around(tree: &Tree, directory: &str) -> impl Iterator<Item = Self> {
        let directory = tidy(directory);
        let named = Path::new(&directory).ancestors().map(|path| path.to_string_lossy().into_owned());
        let named: Vec<String> = named.take_while(|path| !path.ends_with("..")).collect();
        let here = tree.absolute(Path::new("")).components().filter(is_name).count();
        let depth = if directory.starts_with('/') { 0 } else { here };
        let up = directory.split('/').filter(|part| *part == "..").count().max(1);
        let above = (up..=depth).map(|steps| vec![".."; steps].join("/"));
        named.into_iter().chain(above).map(|path| Self::new(tree, &path))
    }

    /// Its absolute path in the tree.
    pub fn absolute(&self) -> &Path {
        &self.absolute
    }

    /// A path relative to the directory, in the form of settings; `None` if it is outside.
    pub fn inside(&self, tree: &Tree, path: &str) -> Option<String> {
        self.relative(&tree.absolute(Path::new(path)))
    }

    /// The same for an absolute path in the tree.
    pub fn relative(&self, absolute: &Path) -> Option<String> {
        Some(absolute.strip_prefix(&self.absolute).ok()?.to_string_lossy().into_owned())
    }

    /// A path in the directory, as the user would write it.
    pub fn path(&self, inside: &str) -> String {
        let Some(current) = &self.current else { return join(&self.directory, inside) };
        let common = current.split('/').zip(inside.split('/')).take_while(|(a, b)| a == b).count();
        let up = current.split('/').skip(common).map(|_| "..");
        let parts: Vec<&str> =
            up.chain(inside.split('/').skip(common)).filter(|part| !part.is_empty()).collect();
        parts.join("/")
    }

    /// All `.proto` files at or below a path in the directory, and errors about unreadable ones.
    pub fn proto_files(&self, tree: &Tree, inside: &str, links: Symlinks) -> (Vec<String>, Vec<Diagnostic>) {
        let path = self.disk(inside);
        let path = Path::new(&path);
        if tree.is_file(path) {
            return (vec![inside.to_owned()], Vec::new());
        }
        if !tree.is_dir(path) {
            return (Vec::new(), Vec::new());
        }
        let (files, faults) = tree.proto_files(path, links, None);
        let below = |file: &PathBuf| Some(join(inside, &file.strip_prefix(path).ok()?.to_string_lossy()));
        (files.iter().filter_map(below).collect(), faults)
    }

    /// The path of the current directory relative to `inside`, if it is below that.
    pub fn current_in(&self, inside: &str) -> Option<&str> {
        let current = self.current.as_ref().filter(|current| is_in(current, inside))?;
        Some(current[inside.len()..].trim_start_matches('/')).filter(|rest| !rest.is_empty())
    }

    /// `DIR` or `PREFIX=DIR` of a configuration, with the directory as a path in the tree.
    pub fn disk_include(&self, include: &str) -> String {
        match include.split_once('=') {
            Some((prefix, directory)) => format!("{prefix}={}", self.disk(directory)),
            None => self.disk(include),
        }
    }

    /// A path in the directory, as a path in the tree.
    pub fn disk(&self, inside: &str) -> String {
        Some(self.path(inside)).filter(|path| !path.is_empty()).unwrap_or_else(|| ".".to_owned())
    }
}

fn is_name(part: &Component<'_>) -> bool {
    matches!(part, Component::Normal(_))
}
