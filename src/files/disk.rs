//! The file system.

use std::fs::{self, File, OpenOptions};
use std::io::{ErrorKind, Read};
use std::path::{Path, PathBuf};

use rustc_hash::FxHashSet;
use walkdir::{DirEntry, WalkDir};

use super::ignored::Rules;
use super::{Bounds, Fault, Ignored, Links, is_proto};
use crate::diag::{Diagnostic, Place};
use crate::text::MAX_FILE_SIZE;

/// Reads a regular file. Anything else could keep a run waiting, or have no end.
pub fn read(path: &Path) -> Result<Vec<u8>, Fault> {
    let fault = |error: std::io::Error| match error.kind() {
        ErrorKind::NotFound | ErrorKind::NotADirectory => Fault::Missing,
        ErrorKind::PermissionDenied => Fault::Unreadable("reading it is not permitted".to_owned()),
        _ => match fs::metadata(path) {
            Ok(metadata) if !metadata.is_file() && !metadata.is_dir() => irregular(),
            _ => Fault::Unreadable(error.to_string()),
        },
    };
    let mut file = open(path).map_err(fault)?;
    let metadata = file.metadata().map_err(fault)?;
    if metadata.is_dir() {
        return Err(Fault::Unreadable("it is a directory".to_owned()));
    }
    if !metadata.is_file() {
        return Err(irregular());
    }
    if metadata.len() > MAX_FILE_SIZE as u64 {
        return Err(Fault::Unreadable("it is larger than 2 GiB".to_owned()));
    }
    let mut bytes = Vec::with_capacity(metadata.len() as usize + 1);
    // Some files of the kernel have no length, so the limit is checked again on what arrives.
    file.by_ref().take(MAX_FILE_SIZE as u64 + 1).read_to_end(&mut bytes).map_err(fault)?;
    if bytes.len() > MAX_FILE_SIZE {
        return Err(Fault::Unreadable("it is larger than 2 GiB".to_owned()));
    }
    Ok(bytes)
}

/// Opens a file without waiting: for a pipe, that would be until somebody writes to it.
fn open(path: &Path) -> std::io::Result<File> {
    let mut options = OpenOptions::new();
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::custom_flags(&mut options, libc::O_NONBLOCK | libc::O_NOCTTY);
    options.read(true).open(path)
}

fn irregular() -> Fault {
    Fault::Unreadable("it is not a regular file".to_owned())
}

/// The `.proto` files below a directory, sorted, and what kept some from being seen.
pub fn proto_files(directory: &Path, links: Links, ignored: Ignored) -> (Vec<PathBuf>, Vec<Diagnostic>) {
    let mut walk = Walk {
        links,
        ignored,
        bounds: Bounds::of([directory]),
        reached: fs::canonicalize(directory).into_iter().collect(),
        left: Vec::new(),
        files: Vec::new(),
        diagnostics: Vec::new(),
    };
    walk.directory(directory);
    walk.mention_left();
    walk.files.sort();
    (walk.files, walk.diagnostics)
}

/// A walk through a directory and what links in it lead to. What is reached in two ways is one file, under the path
/// that no link is in.
struct Walk {
    links: Links,
    ignored: Ignored,
    bounds: Bounds,
    /// The real paths of the directory and of what links led to.
    reached: FxHashSet<PathBuf>,
    /// Links that lead out of the bounds.
    left: Vec<PathBuf>,
    files: Vec<PathBuf>,
    diagnostics: Vec<Diagnostic>,
}

impl Walk {
    fn directory(&mut self, directory: &Path) {
        let mut links = Vec::new();
        // A directory that is a link itself was named, or is to be followed.
        let mut rules = (self.ignored == Ignored::Skip).then(|| Rules::below(directory));
        let mut is_kept = |entry: &DirEntry| {
            let Some(rules) = rules.as_mut().filter(|_| entry.depth() > 0 && entry.file_type().is_dir())
            else {
                return true;
            };
            let below = entry.path().strip_prefix(directory).unwrap_or(entry.path());
            entry.file_name() != ".git" && !rules.ignore(below)
        };
        let entries = WalkDir::new(directory).follow_root_links(true).into_iter();
        for entry in entries.filter_entry(|entry| is_kept(entry)) {
            match entry {
                Ok(entry) if entry.file_type().is_dir() => {}
                Ok(entry) if entry.path_is_symlink() => links.push(entry.into_path()),
                Ok(entry) => self.file(&entry),
                Err(error) => {
                    let why = error.io_error().map_or_else(|| error.to_string(), ToString::to_string);
                    self.unlistable(error.path().unwrap_or(directory), &why);
                }
            }
        }
        links.sort();
        if self.links != Links::Leave {
            for link in &links {
                self.link(link);
            }
        }
    }

    fn file(&mut self, entry: &DirEntry) {
        if entry.file_type().is_file() {
            if is_proto(entry.path()) {
                self.add(entry.path());
            }
        } else if is_proto(entry.path()) {
            self.pass_over(entry.path(), "it is not a regular file", "remove it, or give it another name");
        }
    }

    /// Adds a file. Names in descriptors are UTF-8, so no other name can be compiled or imported.
    fn add(&mut self, path: &Path) {
        if path.to_str().is_some() {
            self.files.push(path.to_owned());
        } else {
            let message = "its name is not UTF-8, so it cannot be compiled";
            let fault = Diagnostic::error("file-unreadable", place(path), message);
            self.diagnostics.push(fault.help("rename it"));
        }
    }

    fn link(&mut self, path: &Path) {
        let target = match fs::canonicalize(path) {
            Ok(target) => target,
            Err(error) if error.kind() == ErrorKind::NotFound => return self.dangling(path),
            Err(error) if is_proto(path) => return self.unlistable(path, &error.to_string()),
            Err(_) => return,
        };
        let is_directory = target.is_dir();
        // What is in the directory anyway needs no second path, and what is around it holds it.
        let is_reached = self.reached.iter().any(|reached| {
            target.starts_with(reached) && (is_directory || is_proto(&target))
                || is_directory && reached.starts_with(&target)
        });
        if is_reached || !is_directory && !is_proto(path) {
            return;
        }
        if self.links == Links::Inside && !self.bounds.hold(path) {
            self.left.push(path.to_owned());
        } else if !is_directory && !is_proto(&target) {
            // Its lines would be quoted, and a stranger could choose which.
            self.pass_over(path, "this link leads to what is no .proto file", "name the file it leads to");
        } else if is_directory {
            self.reached.insert(target);
            self.directory(path);
        } else if target.is_file() {
            self.reached.insert(target);
            self.add(path);
        } else {
            self.pass_over(path, "it is not a regular file", "remove it, or give it another name");
        }
    }

    /// A link that leads nowhere is no file. Emacs makes one beside each file that is being edited, which is no news.
    fn dangling(&mut self, path: &Path) {
        let is_lock = path.file_name().is_some_and(|name| name.as_encoded_bytes().starts_with(b".#"));
        if is_proto(path) && !is_lock {
            self.pass_over(path, "this link leads nowhere", "remove it, or make what it leads to");
        }
    }

    /// One note for all links: a tree of a package manager or a build sandbox has very many.
    fn mention_left(&mut self) {
        let Some(first) = self.left.first() else { return };
        let message = match self.left.len() {
            1 => "this link leads out of the directory that was named and was not followed".to_owned(),
            count => format!(
                "{count} links, this one for example, lead out of the directory that was named and were not followed"
            ),
        };
        let note = Diagnostic::note("link-not-followed", place(first), message);
        self.diagnostics
            .push(note.help("name the directory a link leads to, or follow all with `--follow-links`"));
    }

    fn pass_over(&mut self, path: &Path, what: &str, help: &str) {
        self.diagnostics.push(
            Diagnostic::note("file-skipped", place(path), format!("{what}; it was passed over")).help(help),
        );
    }

    fn unlistable(&mut self, path: &Path, why: &str) {
        self.diagnostics.push(
            Diagnostic::error("file-unreadable", place(path), format!("it cannot be listed: {why}"))
                .help("check the path and its permissions"),
        );
    }
}

/// The place of a file, its path written as those of the files that are read.
fn place(path: &Path) -> Place {
    let below = path.strip_prefix(".").ok().filter(|below| *below != Path::new(""));
    let path: PathBuf = below.unwrap_or(path).components().collect();
    Place::file(path.to_string_lossy())
}
