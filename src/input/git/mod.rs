//! Git repositories. Objects are read directly: nothing is checked out, cloned or written.

mod changes;
mod command;
mod fetch;
mod ignored;
mod objects;

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;

pub use changes::Changes;
use command::{Place, is_store, one_line};
pub use ignored::ignored_by_git;
use objects::Objects;

use crate::files::{Content, Entry, Store as _, Tree};
use crate::rules::similar;

/// A local repository.
#[derive(Debug)]
pub struct Repository {
    place: Place,
    objects: Arc<Objects>,
    /// The fetched commit, in a temporary repository.
    fetched: Option<String>,
}

/// A commit to read.
#[derive(Debug)]
pub enum Wanted {
    /// HEAD, or the default branch of a remote repository.
    Head,
    /// The tip of a branch.
    Branch(String),
    /// A tag; its name may also be a commit.
    Tag(String),
    /// Any revision, and its branch if that helps to fetch it.
    Any {
        /// The name.
        name: String,
        /// The branch.
        branch: Option<String>,
    },
}

/// How to treat submodules.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Submodules {
    /// Skip them.
    Skip,
    /// Read those that are present.
    IfPresent,
    /// Read all, and fail if one is missing.
    Require,
}

impl Repository {
    /// The repository around the current directory, if there is one.
    pub fn here() -> Result<Option<Self>, String> {
        Self::new(Place::Here)
    }

    /// The repository around the current directory, or else around the first of `places` that is in one.
    pub fn around(places: &[String]) -> Result<Option<Self>, String> {
        let mut found = Self::here()?;
        for place in places {
            if found.is_some() {
                break;
            }
            let directory = Path::new(place).ancestors().find(|directory| directory.is_dir());
            let directory = directory.map(|directory| Place::In(directory.to_string_lossy().into_owned()));
            found = directory.map(Self::new).transpose()?.flatten();
        }
        Ok(found)
    }

    /// The repository at a path: a `.git`, a bare repository or a directory of a working tree.
    pub fn at(path: &str) -> Result<Self, String> {
        let disk = Path::new(path);
        if !disk.exists() {
            return Err("there is no such repository".to_owned());
        }
        let place = if disk.is_file() {
            // `.git` is a file in linked working trees and submodules.
            Place::In(around(disk))
        } else if disk.join(".git").exists() || !is_store(disk) {
            Place::In(path.to_owned())
        } else {
            Place::Store(path.to_owned())
        };
        Self::new(place)?.ok_or_else(no_repository)
    }

    fn new(place: Place) -> Result<Option<Self>, String> {
        match place.run(&["rev-parse", "--absolute-git-dir"]) {
            // Git also searches the parents of a directory that only looks like a repository.
            Ok(found) if place.is_elsewhere(&one_line(&found)) => Ok(None),
            Ok(_) => {
                let objects = Arc::new(Objects::new(place.clone(), None));
                Ok(Some(Self { place, objects, fetched: None }))
            }
            Err(why) if why.contains("not a git repository") => Ok(None),
            Err(why) => Err(why),
        }
    }

    /// Whether the repository at `path` is nested in the working tree of `home`: anybody who can add files to the tree
    /// could have added it. If `home` is in no repository, it counts as the tree.
    pub fn is_planted(path: &str, home: &Path) -> Result<bool, String> {
        let real = |path: &str| fs::canonicalize(path).map_err(|error| format!("{path}: {error}"));
        // A configuration in an archive or a revision has no path on disk.
        let home = if home.is_dir() { home.to_string_lossy() } else { ".".into() };
        let store = Self::at(path)?.store()?;
        let (root, own) = match Self::new(Place::In(home.to_string()))? {
            Some(around) => (around.root().map_or_else(|_| real(&home), Ok)?, Some(around.store()?)),
            None => (real(&home)?, None),
        };
        let root = real(&root.to_string_lossy())?;
        Ok(store.starts_with(root) && !own.is_some_and(|own| store.starts_with(own)))
    }

    /// The working tree of the input paths: of several, the one around the current directory.
    fn checkout(&self) -> Option<PathBuf> {
        if self.fetched.is_some() {
            return None;
        }
        if !matches!(self.place, Place::Here)
            && let Ok(Some(here)) = Self::here()
            && here.store().ok()? == self.store().ok()?
        {
            return here.root().ok();
        }
        match &self.place {
            Place::Store(path) => {
                let store = fs::canonicalize(path).ok().filter(|store| store.ends_with(".git"))?;
                store.parent().map(Path::to_owned)
            }
            _ => self.root().ok(),
        }
    }

    /// The common git directory of all working trees of the repository.
    fn store(&self) -> Result<PathBuf, String> {
        let store = self.place.line(&["rev-parse", "--path-format=absolute", "--git-common-dir"])?;
        fs::canonicalize(&store).map_err(|error| format!("{store}: {error}"))
    }

    /// The current directory relative to the root of the repository.
    pub fn prefix(&self) -> Result<String, String> {
        let prefix = self.place.line(&["rev-parse", "--show-prefix"])?;
        Ok(prefix.trim_end_matches('/').to_owned())
    }

    /// The id of a revision, in any syntax of git, or `last-tag`: the highest version tag reachable from HEAD.
    pub fn resolve(&self, revision: &str) -> Result<String, String> {
        if let Some(commit) = self.commit(revision)? {
            return Ok(commit);
        }
        if revision == "last-tag" {
            return self.last_tag();
        }
        // CI checks out one branch; the others exist only as remote branches.
        match self.commit(&format!("refs/remotes/origin/{revision}"))? {
            Some(commit) => Ok(commit),
            None => Err(self.unknown(revision)?),
        }
    }

    /// The id of the commit to read.
    pub fn find(&self, wanted: &Wanted) -> Result<String, String> {
        if let Some(fetched) = &self.fetched {
            return Ok(fetched.clone());
        }
        match wanted {
            Wanted::Head => self.resolve("HEAD"),
            Wanted::Branch(name) => self.first_of(name, &["refs/heads/", "refs/remotes/origin/"]),
            Wanted::Tag(name) => self.first_of(name, &["refs/tags/", ""]),
            Wanted::Any { name, .. } => self.resolve(name),
        }
    }

    fn first_of(&self, name: &str, prefixes: &[&str]) -> Result<String, String> {
        for prefix in prefixes {
            if let Some(commit) = self.commit(&format!("{prefix}{name}"))? {
                return Ok(commit);
            }
        }
        Err(self.unknown(name)?)
    }

    fn commit(&self, revision: &str) -> Result<Option<String>, String> {
        if revision.is_empty() || revision.starts_with('-') {
            return Ok(None);
        }
        let commit = format!("{revision}^{{commit}}");
        let id = self.place.ask(&["rev-parse", "--verify", "--quiet", "--end-of-options", &commit])?;
        Ok(id.map(|id| one_line(&id)))
    }

    fn last_tag(&self) -> Result<String, String> {
        // With this suffix, a version sorts before its release candidates.
        let newest = [
            "-c",
            "versionsort.suffix=-",
            "for-each-ref",
            "--merged=HEAD",
            "--sort=-version:refname",
            "--format=%(refname:strip=2)",
            "refs/tags/",
        ];
        let tags = self.place.line(&newest)?;
        let newest = tags.lines().find(|tag| is_version(tag));
        let newest = newest.ok_or("no tag that can be reached from HEAD is a version such as `v1.2.0`")?;
        self.resolve(&format!("refs/tags/{newest}"))
    }

    /// The error for a missing revision.
    fn unknown(&self, revision: &str) -> Result<String, String> {
        if self.is_shallow()? {
            let fetch = if may_be_branch(revision) { self.fetch_command(revision)? } else { None };
            let fetch = fetch.map_or("fetch it".to_owned(), |fetch| format!("run `{fetch}`"));
            return Ok(format!(
                "the clone is shallow and has no revision `{revision}`: {fetch}, or clone with the whole history \
                 (`git fetch --unshallow --tags`, `fetch-depth: 0`)"
            ));
        }
        if self.commit("HEAD")?.is_none() && revision == "HEAD" {
            return Ok("the repository has no commit yet".to_owned());
        }
        let names = self.place.line(&["for-each-ref", "--format=%(refname:short)"])?;
        let similar = similar(revision, names.lines()).map(|meant| format!("did you mean `{meant}`?"));
        let fetch = if may_be_branch(revision) && self.has_one_branch()? {
            self.fetch_command(revision)?
        } else {
            None
        };
        let fetch = fetch.map(|fetch| format!("if the origin has it, run `{fetch}`"));
        Ok([Some(format!("there is no revision `{revision}`")), similar, fetch]
            .into_iter()
            .flatten()
            .collect::<Vec<_>>()
            .join("; "))
    }

    /// Whether the clone fetches only some branches.
    fn has_one_branch(&self) -> Result<bool, String> {
        let fetched = self.place.ask(&["config", "--get-all", "remote.origin.fetch"])?;
        Ok(fetched.is_some_and(|fetched| !fetched.contains(&b'*')))
    }

    fn is_shallow(&self) -> Result<bool, String> {
        Ok(self.place.line(&["rev-parse", "--is-shallow-repository"])? == "true")
    }

    /// The remedy if `--changed` lacks a remote branch.
    fn how_to_fetch(&self, branch: &str) -> Result<String, String> {
        let give = "give the revision to compare with, `--changed=REV`";
        let branch = if branch == "HEAD" { "main" } else { branch };
        let fetch = self.fetch_command(branch)?;
        Ok(fetch.map_or_else(|| give.to_owned(), |fetch| format!("run `{fetch}`, or {give}")))
    }

    /// The command that fetches a remote branch with its history; `None` without an origin, and for names that need
    /// shell quoting.
    fn fetch_command(&self, branch: &str) -> Result<Option<String>, String> {
        let branch = branch.strip_prefix("origin/").unwrap_or(branch);
        let is_plain = |byte: u8| byte.is_ascii_alphanumeric() || b"._/-+@=%,".contains(&byte);
        let origin = self.place.ask(&["config", "--get", "remote.origin.url"])?;
        if origin.is_none() || !branch.bytes().all(is_plain) {
            return Ok(None);
        }
        let unshallow = if self.is_shallow()? { "--unshallow " } else { "" };
        Ok(Some(format!("git fetch {unshallow}origin +refs/heads/{branch}:refs/remotes/origin/{branch}")))
    }

    /// Fails if .proto files are missing in a partial clone. Git would fetch them one by one, each over its own
    /// connection.
    fn check_complete(&self, commit: &str, entries: &[(String, Entry)]) -> Result<(), String> {
        let promised =
            ["config", "--name-only", "--get-regexp", r"^(extensions\.partialclone|remote\..*\.promisor)$"];
        if self.fetched.is_some() || self.place.ask(&promised)?.is_none() {
            return Ok(());
        }
        let ids = entries.iter().filter_map(|(path, entry)| match entry {
            Entry::File(Content::Stored(_, id)) if Path::new(path).extension() == Some("proto".as_ref()) => {
                Some(&**id)
            }
            _ => None,
        });
        match self.objects.missing(ids)? {
            0 => Ok(()),
            count => Err(format!(
                "this is a partial clone, and the contents of {count} .proto files of that revision are not in it: \
                 fetch them at once with `git diff --numstat {EMPTY} {commit} -- '*.proto'`"
            )),
        }
    }

    /// The files of a commit. Relative paths are relative to the directory `start`.
    pub fn tree(&self, commit: &str, start: &str, submodules: Submodules) -> Result<Tree, String> {
        let mut entries = Vec::new();
        self.add_commit(commit, "", submodules, &mut entries)?;
        self.check_complete(commit, &entries)?;
        Ok(Tree::of(start, self.checkout(), entries))
    }

    /// Adds the files of a commit, below `at` for a submodule.
    fn add_commit(
        &self,
        commit: &str,
        at: &str,
        submodules: Submodules,
        entries: &mut Vec<(String, Entry)>,
    ) -> Result<(), String> {
        let list = self.place.run(&["ls-tree", "-r", "-z", "--full-tree", commit])?;
        for line in lines(&list) {
            // `<mode> <type> <id>\t<path>`
            let Some((about, path)) = line.split_once('\t') else { continue };
            let mut words = about.split(' ');
            if let (Some(mode), _, Some(id)) = (words.next(), words.next(), words.next()) {
                self.add(mode, id, (at, path), submodules, entries)?;
            }
        }
        Ok(())
    }

    fn add(
        &self,
        mode: &str,
        id: &str,
        (at, path): (&str, &str),
        submodules: Submodules,
        entries: &mut Vec<(String, Entry)>,
    ) -> Result<(), String> {
        let whole = if at.is_empty() { path.to_owned() } else { format!("{at}/{path}") };
        match mode {
            LINK => {
                let target = self.objects.fetch(id)?;
                entries.push((whole, Entry::Link(String::from_utf8_lossy(&target).into_owned())));
            }
            SUBMODULE if submodules == Submodules::Skip => {}
            SUBMODULE => match self.submodule(path, id)? {
                Some(repository) => repository.add_commit(id, &whole, submodules, entries)?,
                None if submodules == Submodules::IfPresent => {}
                None => {
                    let what = "run `git submodule update --init --recursive`";
                    return Err(format!("the submodule {whole} is not here at {id}: {what}"));
                }
            },
            _ => entries.push((whole, Entry::File(Content::Stored(self.objects.clone(), id.into())))),
        }
        Ok(())
    }

    /// The repository of a submodule, if it is present and has the commit.
    fn submodule(&self, path: &str, commit: &str) -> Result<Option<Self>, String> {
        let absolute = |what| self.place.ask(&["rev-parse", "--path-format=absolute", what]);
        let mut places = Vec::new();
        if let Some(root) = absolute("--show-toplevel")? {
            let tree = format!("{}/{path}", one_line(&root));
            places.extend(Path::new(&tree).join(".git").exists().then_some(Place::In(tree)));
        }
        if let Some(store) = absolute("--git-common-dir")? {
            let module = format!("{}/modules/{path}", one_line(&store));
            places.extend(Path::new(&module).exists().then_some(Place::Store(module)));
        }
        for place in places {
            if let Some(repository) = Self::new(place)?
                && repository.commit(commit)?.is_some()
            {
                return Ok(Some(repository));
            }
        }
        Ok(None)
    }
}

/// The directory of a file.
fn around(file: &Path) -> String {
    match file.parent() {
        Some(parent) if parent != Path::new("") => parent.to_string_lossy().into_owned(),
        _ => ".".to_owned(),
    }
}

/// The error if there is no repository.
pub fn no_repository() -> String {
    "this is not a git repository".to_owned()
}

/// Whether a revision looks like a branch, rather than a tag or a commit.
fn may_be_branch(revision: &str) -> bool {
    let is_commit = revision.len() >= 7 && revision.bytes().all(|byte| byte.is_ascii_hexdigit());
    let is_expression = revision.contains(['~', '^', ':', '@', '{']) || revision.starts_with('-');
    !is_commit && !is_expression && !is_version(revision) && !matches!(revision, "HEAD" | "last-tag")
}

/// The id of the empty tree, which every repository has.
const EMPTY: &str = "4b825dc642cb6eb9a060e54bf8d69288fbee4904";

/// Modes of entries that are not files.
const LINK: &str = "120000";
const SUBMODULE: &str = "160000";

/// The parts of a NUL-terminated list.
fn lines(list: &[u8]) -> impl Iterator<Item = String> {
    list.split(|byte| *byte == 0)
        .filter(|line| !line.is_empty())
        .map(|line| String::from_utf8_lossy(line).into_owned())
}

/// Whether a tag is `v1`, `1.2`, `v1.2.3` or `v1.2.3-rc.1`.
fn is_version(tag: &str) -> bool {
    let tag = tag.strip_prefix('v').unwrap_or(tag);
    let numbers = tag.split(['-', '+']).next().unwrap_or_default();
    numbers.split('.').all(|part| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit()))
}
