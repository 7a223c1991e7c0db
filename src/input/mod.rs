//! Inputs: directories and files, archives, git revisions and descriptor sets.
//!
//! The syntax is that of buf, `path#key=value,…`, or a git revision. If a path and a revision share a name, the path
//! wins; `git:main` is always the revision.

#[cfg(feature = "cli")]
mod archive;
mod git;
mod spelling;
mod unpack;

use std::io::{self, Read};
use std::path::Path;

use git::Submodules;
pub use git::{Changes, Repository, ignored_by_git, no_repository};
use spelling::{Compression, Format, Spelling};

use crate::files::Tree;
use crate::image::{Image, decode_json, decode_set};
use crate::text::MAX_FILE_SIZE;

/// An opened input.
#[derive(Debug)]
pub enum Input {
    /// Files to compile.
    Files(Files),
    /// A descriptor set.
    Image(Image),
}

/// Files to compile.
#[derive(Debug)]
pub struct Files {
    /// The tree they are in.
    pub tree: Tree,
    /// The directory or file in the tree; `None` for a whole revision, in which paths are those of the working tree.
    pub path: Option<String>,
    /// Whether to include the other files of the same package, if `path` is a file.
    pub package: bool,
}

impl Files {
    /// A path in the tree of an archive or a repository.
    fn at(tree: Tree, path: &str) -> Result<Self, String> {
        if !tree.exists(Path::new(path)) {
            return Err(format!("it has no `{path}`"));
        }
        Ok(Self { tree, path: Some(path.to_owned()), package: false })
    }
}

impl Input {
    /// Opens an input. A revision belongs to the repository around the current directory, or else around `places`. The
    /// error is a message for the user.
    pub fn open(typed: &str, places: &[String]) -> Result<Self, String> {
        if let Some(revision) = revision(typed) {
            let repository = Repository::around(places).and_then(|found| found.ok_or_else(no_repository));
            let input = repository.and_then(|repository| Self::revision(&repository, revision));
            return input.map_err(|why| format!("{typed}: {why}"));
        }
        let spelling = Spelling::new(typed)?;
        spelling.open(places).map_err(|why| format!("{typed}: {why}"))
    }

    /// Like [`Input::open`], for an input that the configuration in `home` names. It is untrusted, so it must not use
    /// the network, or read a repository nested in the tree.
    pub fn open_configured(typed: &str, home: &Path, places: &[String]) -> Result<Self, String> {
        if revision(typed).is_none() {
            let spelling = Spelling::new(typed)?;
            spelling.check_untrusted(home).map_err(|why| format!("{typed}: {why}"))?;
        }
        Self::open(typed, places)
    }

    /// A revision, or a directory in it.
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
            Some(Format::Git) if is_url(&self.path) => "a remote repository",
            Some(Format::Git) if Repository::is_planted(&self.path, home)? => {
                "a repository inside the working tree, which may be untrusted"
            }
            _ => return Ok(()),
        };
        Err(format!(
            "the configuration names {what}: pass it with `--against`, or trust the configuration with `--trust-config`"
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
            return Err("cannot infer the format from the name: add `format=`".to_owned());
        }
        let package = self.switch("include_package_files")?.unwrap_or(false);
        Ok(Input::Files(Files { tree: Tree::Disk, path: Some(self.path.clone()), package }))
    }

    /// A path that does not exist can be a revision.
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

    /// The revision that the keys select.
    fn revision(&self) -> Result<git::Wanted, String> {
        let [branch, tag, commit, reference] =
            ["branch", "tag", "commit", "ref"].map(|key| self.get(key).map(str::to_owned));
        match (branch, tag.or(commit), reference) {
            (Some(_), Some(_), _) | (_, Some(_), Some(_)) => {
                Err("`branch`, `tag` and `commit` are mutually exclusive".to_owned())
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
            Some(Format::Unsupported(name)) => Err(unread(name)),
            Some(_) => Err("standard input can be a descriptor set or an archive".to_owned()),
        }
    }

    /// The directory in a repository or an archive.
    fn subdir(&self) -> &str {
        self.get("subdir").unwrap_or(".")
    }

    fn image(&self, bytes: &[u8]) -> Result<Input, String> {
        let is_json = self.format == Some(Format::Json);
        let mut unpacked = Vec::new();
        // The decoder of binary sets detects gzip itself.
        let bytes = if self.compression == Compression::Zstd || is_json {
            let reader = unpack::unpacked(bytes, self.compression);
            reader
                .and_then(|mut reader| reader.read_to_end(&mut unpacked))
                .map_err(|error| format!("cannot unpack it: {error}"))?;
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

/// The revision after `git:`, which is not a URL.
fn revision(typed: &str) -> Option<&str> {
    typed.strip_prefix("git:").filter(|_| !is_url(typed))
}

fn unread(format: &str) -> String {
    format!("descriptor sets in {format} are not supported: write a binary one, `buf build -o set.binpb`")
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
        Ok(_) if bytes.is_empty() => Err("standard input is empty".to_owned()),
        Ok(_) => Ok(bytes),
        Err(error) => Err(unreadable(&error)),
    }
}

/// Removes user names, passwords and tokens before the `@` of URLs, which must not appear in logs.
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

/// Whether an input is a URL.
fn is_url(path: &str) -> bool {
    let schemes = ["https://", "http://", "ssh://", "git://", "file://"];
    schemes.iter().any(|scheme| path.starts_with(scheme))
        // `user@host:path`
        || path.split_once(':').is_some_and(|(host, _)| host.contains('@') && !host.contains('/'))
            && !Path::new(path).exists()
}
