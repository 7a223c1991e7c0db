//! What a user names as input: directories and files, archives, git revisions and descriptor sets.
//!
//! An input is written as buf writes it, `path#key=value,…`, or as git writes a revision. What exists on the disk is
//! meant where a name could be both; `git:main` is the revision all the same.

#[cfg(feature = "cli")]
mod archive;
mod git;
mod spelling;
mod unpack;

use std::io::{self, Read};
use std::path::Path;

use git::Submodules;
pub use git::{Changes, Repository, no_repository};
use spelling::{Compression, Format, Spelling};

use crate::descriptor::{Image, decode_json, decode_set};
use crate::files::Tree;
use crate::text::MAX_FILE_SIZE;

/// An input that was found.
#[derive(Debug)]
pub enum Input {
    /// Files to compile.
    Files(Files),
    /// Files that were compiled before.
    Image(Image),
}

/// Files to compile.
#[derive(Debug)]
pub struct Files {
    /// Where they are.
    pub tree: Tree,
    /// The directory or file in the tree; `None` for a revision as a whole, where the paths of the working tree mean
    /// what they meant then.
    pub path: Option<String>,
    /// Whether the other files of the same package are meant too, when `path` is a file.
    pub package: bool,
}

impl Files {
    /// A place in the tree of an archive or a repository.
    fn at(tree: Tree, path: &str) -> Result<Self, String> {
        if !tree.exists(Path::new(path)) {
            return Err(format!("there is no `{path}` in it"));
        }
        Ok(Self { tree, path: Some(path.to_owned()), package: false })
    }
}

impl Input {
    /// Finds what is meant by `typed`, and reads as much of it as is read at once. A revision is one of the repository
    /// around the current directory, or else around `places`. The error is for the user.
    pub fn open(typed: &str, places: &[String]) -> Result<Self, String> {
        if let Some(revision) = revision(typed) {
            let repository = Repository::around(places).and_then(|found| found.ok_or_else(no_repository));
            let input = repository.and_then(|repository| Self::revision(&repository, revision));
            return input.map_err(|why| format!("{typed}: {why}"));
        }
        let spelling = Spelling::new(typed)?;
        spelling.open(places).map_err(|why| format!("{typed}: {why}"))
    }

    /// Like [`Input::open`], for what the configuration in the directory `home` names. Anybody who can change a
    /// configuration could have written that, so it is no reason to use the network, or to read a repository that came
    /// with the tree.
    pub fn open_configured(typed: &str, home: &Path, places: &[String]) -> Result<Self, String> {
        if revision(typed).is_none() {
            let spelling = Spelling::new(typed)?;
            spelling.check_untrusted(home).map_err(|why| format!("{typed}: {why}"))?;
        }
        Self::open(typed, places)
    }

    /// A revision, or one directory of it.
    fn revision(repository: &Repository, typed: &str) -> Result<Self, String> {
        let (revision, path) =
            typed.split_once(':').map_or((typed, None), |(revision, path)| (revision, Some(path)));
        let commit = repository.resolve(revision)?;
        Ok(Self::Files(match path {
            None => {
                let tree = repository.tree(&commit, &repository.prefix()?, Submodules::IfPresent)?;
                Files { tree, path: None, package: false }
            }
            Some(path) => Files::at(repository.tree(&commit, "", Submodules::IfPresent)?, path)?,
        }))
    }
}

impl Spelling {
    fn open(&self, places: &[String]) -> Result<Input, String> {
        let on_disk = Path::new(&self.path);
        match self.format {
            _ if self.path == "-" || self.path == "/dev/stdin" => self.content(&standard_input()?),
            Some(Format::Git) => self.repository(),
            _ if is_url(&self.path) => {
                Err("only git repositories are fetched: end the address with `.git`, say \
                                            `#format=git`, or fetch the file first"
                    .to_owned())
            }
            None if !on_disk.exists() => self.missing(places),
            Some(Format::Directory | Format::Proto) | None => self.disk(),
            // A directory may be called anything.
            Some(_) if on_disk.is_dir() => self.disk(),
            Some(_) => self.content(&read(on_disk)?),
        }
    }

    fn check_untrusted(&self, home: &Path) -> Result<(), String> {
        let what = match self.format {
            Some(Format::Git) if is_url(&self.path) => "a repository on another machine",
            Some(Format::Git) if Repository::is_planted(&self.path, home)? => {
                "a repository inside the working tree, which anybody could have added"
            }
            _ => return Ok(()),
        };
        Err(format!(
            "the configuration names {what}: name it with `--against`, or trust the configuration with `--trust-config`"
        ))
    }

    fn disk(&self) -> Result<Input, String> {
        if self.format == Some(Format::Directory) && !Path::new(&self.path).is_dir() {
            return Err("there is no such directory".to_owned());
        }
        if self.format == Some(Format::Proto) && !Path::new(&self.path).exists() {
            return Err("there is no such file".to_owned());
        }
        if self.format.is_none() && self.has_options() {
            return Err("its name does not say what it is: add `format=`".to_owned());
        }
        let package = self.switch("include_package_files")?.unwrap_or(false);
        Ok(Input::Files(Files { tree: Tree::Disk, path: Some(self.path.clone()), package }))
    }

    /// What is not on the disk can be a revision.
    fn missing(&self, places: &[String]) -> Result<Input, String> {
        let nothing = "there is no such file or directory";
        let repository = if self.has_options() { Ok(None) } else { Repository::around(places) };
        let revision = match repository {
            Ok(None) => return Err(nothing.to_owned()),
            Ok(Some(repository)) => Input::revision(&repository, &self.path),
            Err(why) => Err(why),
        };
        revision.map_err(|why| format!("{nothing}, and {why}"))
    }

    fn repository(&self) -> Result<Input, String> {
        let (revision, depth) = (self.revision()?, self.number("depth")?);
        let submodules = match self.switch("recurse_submodules")? {
            Some(true) => Submodules::Require,
            _ => Submodules::Skip,
        };
        let repository = if is_url(&self.path) {
            Repository::fetch(&self.path, &revision, depth)?
        } else {
            Repository::at(&self.path)?
        };
        let commit = repository.find(&revision)?;
        let tree = repository.tree(&commit, "", submodules)?;
        Ok(Input::Files(Files::at(tree, self.subdir())?))
    }

    /// What the keys say about the revision.
    fn revision(&self) -> Result<git::Wanted, String> {
        let [branch, tag, commit, reference] =
            ["branch", "tag", "commit", "ref"].map(|key| self.get(key).map(str::to_owned));
        match (branch, tag.or(commit), reference) {
            (Some(_), Some(_), _) | (_, Some(_), Some(_)) => {
                Err("`branch`, `tag` and `commit` name one revision each: give one of them".to_owned())
            }
            (branch, None, Some(name)) => Ok(git::Wanted::Any { name, branch }),
            (Some(branch), None, None) => Ok(git::Wanted::Branch(branch)),
            (None, Some(tag), None) => Ok(git::Wanted::Tag(tag)),
            (None, None, None) => Ok(git::Wanted::Head),
        }
    }

    fn content(&self, bytes: &[u8]) -> Result<Input, String> {
        match self.format {
            #[cfg(feature = "cli")]
            Some(Format::Tar | Format::Zip) => {
                Ok(Input::Files(Files::at(archive::open(self, bytes)?, self.subdir())?))
            }
            #[cfg(not(feature = "cli"))]
            Some(Format::Tar | Format::Zip) => {
                Err("archives are read only with the feature `cli` of protolint".to_owned())
            }
            None | Some(Format::Binary | Format::Json) => self.image(bytes),
            Some(Format::Unread(name)) => Err(unread(name)),
            Some(_) => Err("standard input can be a descriptor set or an archive".to_owned()),
        }
    }

    /// The directory of a repository or an archive that is meant.
    fn subdir(&self) -> &str {
        self.get("subdir").unwrap_or(".")
    }

    fn image(&self, bytes: &[u8]) -> Result<Input, String> {
        let is_json = self.format == Some(Format::Json);
        let mut unpacked = Vec::new();
        // Gzip data is recognised where a binary set is decoded.
        let bytes = if self.compression == Compression::Zstd || is_json {
            let reader = unpack::unpacked(bytes, self.compression);
            reader
                .and_then(|mut reader| reader.read_to_end(&mut unpacked))
                .map_err(|error| format!("it cannot be unpacked: {error}"))?;
            &unpacked
        } else {
            bytes
        };
        let fault = |fault: crate::diag::Diagnostic| match fault.help {
            Some(help) => format!("{}; {help}", fault.message),
            None => fault.message.to_string(),
        };
        let decode = if is_json { decode_json } else { decode_set };
        Ok(Input::Image(decode(bytes, &self.path).map_err(fault)?))
    }
}

/// What is named behind `git:`, which is no address.
fn revision(typed: &str) -> Option<&str> {
    typed.strip_prefix("git:").filter(|_| !is_url(typed))
}

fn unread(format: &str) -> String {
    format!("descriptor sets are not read from {format}: write a binary one, `buf build -o set.binpb`")
}

fn read(path: &Path) -> Result<Vec<u8>, String> {
    Tree::Disk.read(path).map_err(|fault| fault.to_string())
}

fn unreadable(error: &io::Error) -> String {
    match error.kind() {
        io::ErrorKind::NotFound => "there is no such file".to_owned(),
        io::ErrorKind::PermissionDenied => "reading it is not permitted".to_owned(),
        _ => format!("it cannot be read: {error}"),
    }
}

fn standard_input() -> Result<Vec<u8>, String> {
    let mut bytes = Vec::new();
    let limit = MAX_FILE_SIZE as u64 + 1;
    match io::stdin().lock().take(limit).read_to_end(&mut bytes) {
        Ok(_) if bytes.is_empty() => Err("there is nothing on standard input".to_owned()),
        Ok(_) => Ok(bytes),
        Err(error) => Err(unreadable(&error)),
    }
}

/// A text without what stands before the `@` of addresses in it: names, passwords and tokens, which must not get into a log.
pub fn without_credentials(text: &str) -> String {
    let mut parts = text.split("://");
    let mut out = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        let ends = |char: char| char.is_whitespace() || matches!(char, '/' | '?' | '#' | '\'' | '"' | '`');
        let host = part.find(ends).unwrap_or(part.len());
        let start = part[..host].rfind('@').map_or(0, |at| at + 1);
        out.push_str("://");
        out.push_str(&part[start..]);
    }
    out
}

/// Whether an input is on another machine, or is addressed as if it were.
fn is_url(path: &str) -> bool {
    let schemes = ["https://", "http://", "ssh://", "git://", "file://"];
    schemes.iter().any(|scheme| path.starts_with(scheme))
        // `user@host:path`
        || path.split_once(':').is_some_and(|(host, _)| host.contains('@') && !host.contains('/')) && !Path::new(path).exists()
}
