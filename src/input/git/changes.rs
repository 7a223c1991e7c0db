//! Changes since a revision, and staged changes.

use std::collections::BTreeSet;
use std::env;
use std::ffi::{OsStr, OsString};
use std::fs;
use std::path::{Path, PathBuf};

use super::{Repository, Submodules, lines};
use crate::files::Tree;

/// A tree, and the set of changed files.
#[derive(Debug)]
pub struct Changes {
    /// All files, changed or unchanged.
    pub tree: Tree,
    /// The root of the working tree on disk.
    root: PathBuf,
    /// Paths relative to the root.
    paths: BTreeSet<String>,
    /// The file names of the paths.
    names: BTreeSet<OsString>,
    /// The paths of files that were deleted.
    deleted: BTreeSet<String>,
}

/// Treats renamed files as new, and is independent of the user's git settings. Git would diff a submodule with the
/// submodule's own settings.
const DIFF: &[&str] = &[
    "--name-only",
    "-z",
    "--no-renames",
    "--no-relative",
    "--no-ext-diff",
    "--no-textconv",
    "--ignore-submodules=all",
];

impl Changes {
    fn new(tree: Tree, root: PathBuf, Differences { paths, deleted }: Differences) -> Self {
        let names =
            paths.iter().filter_map(|path| Path::new(path).file_name().map(OsStr::to_owned)).collect();
        Self { tree, root, paths, names, deleted }
    }

    /// Whether a `.proto` file was deleted. Other files may import it.
    pub fn delete_protos(&self) -> bool {
        self.deleted.iter().any(|path| is_proto(Path::new(path)))
    }

    /// The directories on disk in which a file of one of these names was changed or deleted.
    pub fn directories_of(&self, names: &[&str]) -> Vec<PathBuf> {
        let all = self.paths.iter().chain(&self.deleted).map(|path| self.root.join(path));
        let own = all.filter(|path| names.iter().any(|name| path.file_name() == Some(name.as_ref())));
        own.filter_map(|path| path.parent().map(Path::to_owned)).collect()
    }

    /// Whether a `.proto` file was changed.
    pub fn touch_protos(&self) -> bool {
        self.names.iter().any(|name| is_proto(Path::new(name)))
    }

    /// Whether a path is outside the working tree.
    pub fn is_outside(&self, path: &Path) -> bool {
        fs::canonicalize(path).is_ok_and(|path| !path.starts_with(&self.root))
    }

    /// Whether the file at a path was changed.
    pub fn contain(&self, path: &Path) -> bool {
        // Fast path: most files are unchanged, which their names show without disk access.
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

/// Environment variables of CI systems with the target branch of a merge request. The second variable must be set too,
/// because Drone sets the first for every build.
const TARGETS: &[(&str, &str)] = &[
    ("GITHUB_BASE_REF", "GITHUB_BASE_REF"),
    ("CI_MERGE_REQUEST_TARGET_BRANCH_NAME", "CI_MERGE_REQUEST_TARGET_BRANCH_NAME"),
    ("BITBUCKET_PR_DESTINATION_BRANCH", "BITBUCKET_PR_DESTINATION_BRANCH"),
    ("SYSTEM_PULLREQUEST_TARGETBRANCH", "SYSTEM_PULLREQUEST_TARGETBRANCH"),
    ("CHANGE_TARGET", "CHANGE_TARGET"),
    ("BUILDKITE_PULL_REQUEST_BASE_BRANCH", "BUILDKITE_PULL_REQUEST_BASE_BRANCH"),
    ("DRONE_TARGET_BRANCH", "DRONE_PULL_REQUEST"),
];

/// The target branch of a merge request in CI, and its variable.
fn target_branch() -> Option<(&'static str, String)> {
    let value = |name: &str| env::var(name).ok().filter(|value| !value.is_empty());
    let (variable, branch) = TARGETS
        .iter()
        .find_map(|(name, needed)| value(needed).and(value(name)).map(|branch| (*name, branch)))?;
    let short = branch.strip_prefix("refs/heads/").unwrap_or(&branch);
    Some((variable, short.to_owned()))
}

/// The output of `git diff`.
struct Differences {
    /// The paths of existing files.
    paths: BTreeSet<String>,
    /// The paths of deleted files.
    deleted: BTreeSet<String>,
}

fn is_proto(path: &Path) -> bool {
    path.extension() == Some("proto".as_ref())
}

impl Repository {
    /// All files as staged; those that differ from HEAD are changed.
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
        let tree = Tree::of(&self.prefix()?, Some(root.clone()), entries);
        Ok(Changes::new(tree, root, self.differences("--cached")?))
    }

    /// The files on disk; those that differ from a revision, or from the merge base with the default branch, are
    /// changed. Untracked files are changed too.
    pub fn changed(&self, since: Option<&str>) -> Result<Changes, String> {
        let root = self.root()?;
        let since = since.map_or_else(|| self.fork_point(), |since| self.resolve(since))?;
        let mut differences = self.differences(&since)?;
        let new = ["ls-files", "--others", "--exclude-standard", "-z", "--full-name", "--", ":/"];
        differences.paths.extend(lines(&self.place.run(&new)?));
        Ok(Changes::new(Tree::Disk, root, differences))
    }

    fn differences(&self, since: &str) -> Result<Differences, String> {
        let diff = |filter| self.place.run_in_tree(&[&["diff"], DIFF, &[filter, since, "--"]].concat());
        let paths = lines(&diff("--diff-filter=d")?).collect();
        let deleted = lines(&diff("--diff-filter=D")?).collect();
        Ok(Differences { paths, deleted })
    }

    /// The working tree.
    pub(super) fn root(&self) -> Result<PathBuf, String> {
        let root = self.place.line(&["rev-parse", "--show-toplevel"]);
        root.map(PathBuf::from)
            .map_err(|_| "the repository is bare: it has no working tree and no index".to_owned())
    }

    fn fork_point(&self) -> Result<String, String> {
        if let Some((variable, branch)) = target_branch() {
            for name in [format!("refs/remotes/origin/{branch}"), format!("refs/heads/{branch}")] {
                if let Some(commit) = self.commit(&name)? {
                    return self.merge_base(&branch, &commit);
                }
            }
            let fetch = self.how_to_fetch(&branch)?;
            return Err(format!(
                "{variable} names the branch `{branch}`, which is not in this clone: {fetch}"
            ));
        }
        for branch in ["origin/HEAD", "origin/main", "origin/master", "@{upstream}", "main", "master"] {
            // The pushed part of the same branch is not a base.
            if branch == "@{upstream}" && self.tracks_itself()? {
                continue;
            }
            if let Some(commit) = self.commit(branch)? {
                return self.merge_base(branch.trim_start_matches("origin/"), &commit);
            }
        }
        let fetch = self.how_to_fetch("main")?;
        Err(format!("there is no default branch in this clone to compare with: {fetch}"))
    }

    fn merge_base(&self, branch: &str, commit: &str) -> Result<String, String> {
        if let Some(base) = self.place.ask(&["merge-base", "HEAD", commit])? {
            return Ok(super::one_line(&base));
        }
        let fetch = self.how_to_fetch(branch)?;
        Err(format!("HEAD and `{branch}` have no commit in common in this clone: {fetch}"))
    }

    /// Whether the current branch tracks a remote branch of the same name.
    fn tracks_itself(&self) -> Result<bool, String> {
        let name = |of: &str| self.place.ask(&["rev-parse", "--abbrev-ref", of]);
        let (Some(own), Some(upstream)) = (name("HEAD")?, name("@{upstream}")?) else { return Ok(false) };
        let upstream = super::one_line(&upstream);
        Ok(upstream.split_once('/').is_some_and(|(_, branch)| branch == super::one_line(&own)))
    }
}
