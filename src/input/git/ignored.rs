//! Directories that git ignores, such as downloads and build output.

use std::fs;
use std::path::{Path, PathBuf};

use ignore::gitignore::{Gitignore, GitignoreBuilder};
use rustc_hash::FxHashMap;

/// The test for directories below another that git ignores, or that are its own.
pub fn ignored_by_git(directory: &Path) -> Box<dyn FnMut(&Path) -> bool> {
    let mut rules = Rules::below(directory);
    Box::new(move |below| below.ends_with(".git") || rules.ignore(below))
}

/// The `.gitignore` files that apply below a directory.
struct Rules {
    /// The canonical path of the directory.
    start: PathBuf,
    /// The root of the repository; `None` outside one, where nothing is ignored.
    root: Option<PathBuf>,
    /// The parsed `.gitignore` of each directory.
    files: FxHashMap<PathBuf, Option<Gitignore>>,
}

impl Rules {
    /// The rules below a directory.
    fn below(directory: &Path) -> Self {
        let start = fs::canonicalize(directory).unwrap_or_else(|_| directory.to_owned());
        let root = start.ancestors().find(|outer| outer.join(".git").exists()).map(Path::to_owned);
        Self { start, root, files: FxHashMap::default() }
    }

    /// Whether git ignores a directory, given relative to the start of the search.
    fn ignore(&mut self, below: &Path) -> bool {
        let Some(root) = self.root.clone() else { return false };
        let path = self.start.join(below);
        for outer in path.ancestors().skip(1) {
            let rules = self.files.entry(outer.to_owned()).or_insert_with(|| read(outer, outer == root));
            if let Some(rules) = rules {
                let matched = rules.matched(&path, true);
                if !matched.is_none() {
                    return matched.is_ignore();
                }
            }
            if outer == root {
                break;
            }
        }
        false
    }
}

/// The rules of one directory; at the root also those in `.git/info/exclude`.
fn read(directory: &Path, is_root: bool) -> Option<Gitignore> {
    let own = directory.join(".gitignore");
    let local = directory.join(".git/info/exclude");
    let mut builder = GitignoreBuilder::new(directory);
    let mut found = false;
    for file in
        [(is_root, local), (true, own)].into_iter().filter_map(|(wanted, file)| wanted.then_some(file))
    {
        // Like git, ignore rules that cannot be read.
        found |= file.is_file() && builder.add(file).is_none();
    }
    if found { builder.build().ok() } else { None }
}
