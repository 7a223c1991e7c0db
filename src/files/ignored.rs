//! Directories that git ignores: what was fetched or built, and is not part of the repository.

use std::fs;
use std::path::{Path, PathBuf};

use ignore::gitignore::{Gitignore, GitignoreBuilder};
use rustc_hash::FxHashMap;

/// What to do about directories that git ignores.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub enum Ignored {
    /// Search them like all others.
    #[default]
    Search,
    /// Leave them out, unless they are named.
    Skip,
}

/// The `.gitignore` files around a directory and in it.
pub struct Rules {
    /// Where the search begins, without links.
    start: PathBuf,
    /// The root of the repository; `None` where there is none, and nothing is ignored.
    root: Option<PathBuf>,
    /// By the directory of the file.
    files: FxHashMap<PathBuf, Option<Gitignore>>,
}

impl Rules {
    /// The rules for what is below a directory.
    pub fn below(directory: &Path) -> Self {
        let start = fs::canonicalize(directory).unwrap_or_else(|_| directory.to_owned());
        let root = start.ancestors().find(|outer| outer.join(".git").exists()).map(Path::to_owned);
        Self { start, root, files: FxHashMap::default() }
    }

    /// Whether git ignores a directory, by its path below the one where the search begins.
    pub fn ignore(&mut self, below: &Path) -> bool {
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

/// The rules in a directory, and at the root of a repository those that only this clone has.
fn read(directory: &Path, is_root: bool) -> Option<Gitignore> {
    let own = directory.join(".gitignore");
    let local = directory.join(".git/info/exclude");
    let mut builder = GitignoreBuilder::new(directory);
    let mut found = false;
    for file in
        [(is_root, local), (true, own)].into_iter().filter_map(|(wanted, file)| wanted.then_some(file))
    {
        // Rules that cannot be read are none, as for git.
        found |= file.is_file() && builder.add(file).is_none();
    }
    if found { builder.build().ok() } else { None }
}
