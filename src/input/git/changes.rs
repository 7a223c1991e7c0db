//! What differs from a revision, and what is staged.

use std::collections::BTreeSet;
use std::ffi::{OsStr, OsString};
use std::fs;
use std::path::{Path, PathBuf};

use super::{Repository, Submodules, lines};
use crate::files::Tree;

/// A tree, and which of its files were changed.
#[derive(Debug)]
pub struct Changes {
    /// All files, changed or not.
    pub tree: Tree,
    /// Where the working tree is on the disk.
    root: PathBuf,
    /// Paths from the root.
    paths: BTreeSet<String>,
    /// The last parts of the paths.
    names: BTreeSet<OsString>,
}

/// Deleted files have no findings, and renamed ones are new. Settings of the user must change nothing.
const DIFF: &[&str] =
    &["--name-only", "-z", "--no-renames", "--no-relative", "--diff-filter=d", "--no-ext-diff"];

impl Changes {
    fn new(tree: Tree, root: PathBuf, paths: BTreeSet<String>) -> Self {
        let names =
            paths.iter().filter_map(|path| Path::new(path).file_name().map(OsStr::to_owned)).collect();
        Self { tree, root, paths, names }
    }

    /// Whether there is a `.proto` file among those that were changed.
    pub fn touch_protos(&self) -> bool {
        self.names.iter().any(|name| Path::new(name).extension() == Some("proto".as_ref()))
    }

    /// Whether the file at a path was changed.
    pub fn contain(&self, path: &Path) -> bool {
        // Most are not, and their names tell so without asking the disk.
        if !path.file_name().is_some_and(|name| self.names.contains(name)) {
            return false;
        }
        let path = match &self.tree {
            Tree::Disk => fs::canonicalize(path).ok(),
            tree => Some(self.root.join(tree.absolute(path))),
        };
        let path = path.as_deref().and_then(|path| path.strip_prefix(&self.root).ok()?.to_str());
        path.is_some_and(|path| self.paths.contains(path))
    }
}

impl Repository {
    /// The files as they are staged, all of them; changed are those that differ from what is checked out.
    pub fn staged(&self) -> Result<Changes, String> {
        let root = self.root()?;
        let mut entries = Vec::new();
        let list = self.place.run(&["ls-files", "--stage", "-z", "--full-name", "--", ":/"])?;
        for line in lines(&list) {
            // `<mode> <id> <stage>\t<path>`
            let Some((about, path)) = line.split_once('\t') else { continue };
            let mut words = about.split(' ');
            let (Some(mode), Some(id), Some(stage)) = (words.next(), words.next(), words.next()) else {
                continue;
            };
            if stage != "0" {
                return Err(format!("{path} has conflicts: resolve them and stage it"));
            }
            self.add(mode, id, ("", path), Submodules::IfPresent, &mut entries)?;
        }
        let tree = Tree::of(&self.prefix()?, entries);
        let paths = lines(&self.diff(&["--cached"])?).collect();
        Ok(Changes::new(tree, root, paths))
    }

    /// The files on the disk; changed are those that differ from a revision, or else from where the work began: the
    /// last commit that the default branch has, too. Files that git does not know yet are changed.
    pub fn changed(&self, since: Option<&str>) -> Result<Changes, String> {
        let root = self.root()?;
        let since = since.map_or_else(|| self.fork_point(), |since| self.resolve(since))?;
        let mut paths: BTreeSet<String> = lines(&self.diff(&[&since])?).collect();
        let new = ["ls-files", "--others", "--exclude-standard", "-z", "--full-name", "--", ":/"];
        paths.extend(lines(&self.place.run(&new)?));
        Ok(Changes::new(Tree::Disk, root, paths))
    }

    fn diff(&self, since: &[&str]) -> Result<Vec<u8>, String> {
        self.place.run(&[&["diff"], DIFF, since, &["--"]].concat())
    }

    fn root(&self) -> Result<PathBuf, String> {
        let root = self.place.line(&["rev-parse", "--show-toplevel"]);
        root.map(PathBuf::from)
            .map_err(|_| "the repository is bare: it has no working tree and no index".to_owned())
    }

    fn fork_point(&self) -> Result<String, String> {
        let give = "give the revision to compare with, `--changed=REV`";
        for branch in ["origin/HEAD", "origin/main", "origin/master", "@{upstream}", "main", "master"] {
            let Some(commit) = self.commit(branch)? else { continue };
            let base = self.place.ask(&["merge-base", "HEAD", &commit])?;
            let base = base.ok_or_else(|| {
                format!("HEAD and {branch} have no commit in common, or the clone is shallow; {give}")
            })?;
            return Ok(super::one_line(&base));
        }
        Err(format!("there is no default branch to compare with; {give}"))
    }
}
