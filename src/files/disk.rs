//! The file system.

use std::fs::{self, File, OpenOptions};
use std::io::{ErrorKind, Read};
use std::path::{Path, PathBuf};

use rustc_hash::FxHashSet;
use walkdir::{DirEntry, WalkDir};

use super::{Bounds, ReadError, Skips, Symlinks, is_proto};
use crate::diag::{Diagnostic, Place};
use crate::text::MAX_FILE_SIZE;

/// Reads a regular file. Others, such as pipes and devices, could block or never end.
pub fn read(path: &Path) -> Result<Vec<u8>, ReadError> {
    let fault = |error: std::io::Error| match error.kind() {
        ErrorKind::NotFound | ErrorKind::NotADirectory => ReadError::Missing,
        ErrorKind::PermissionDenied => ReadError::Unreadable("reading it is not permitted".to_owned()),
        _ => match fs::metadata(path) {
            Ok(metadata) if !metadata.is_file() && !metadata.is_dir() => irregular(),
            _ => ReadError::Unreadable(error.to_string()),
        },
    };
    let mut file = open(path).map_err(fault)?;
    let metadata = file.metadata().map_err(fault)?;
    if metadata.is_dir() {
        return Err(ReadError::Unreadable("it is a directory".to_owned()));
    }
    if !metadata.is_file() {
        return Err(irregular());
    }
    if metadata.len() > MAX_FILE_SIZE as u64 {
        return Err(ReadError::Unreadable("it is larger than 2 GiB".to_owned()));
    }
    let mut bytes = Vec::with_capacity(metadata.len() as usize + 1);
    // Files in /proc report length 0, so check the limit again after reading.
    file.by_ref().take(MAX_FILE_SIZE as u64 + 1).read_to_end(&mut bytes).map_err(fault)?;
    if bytes.len() > MAX_FILE_SIZE {
        return Err(ReadError::Unreadable("it is larger than 2 GiB".to_owned()));
    }
    Ok(bytes)
}

/// Opens a file without blocking. A pipe would block until another process writes to it.
fn open(path: &Path) -> std::io::Result<File> {
    let mut options = OpenOptions::new();
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::custom_flags(&mut options, libc::O_NONBLOCK | libc::O_NOCTTY);
    options.read(true).open(path)
}

fn irregular() -> ReadError {
    ReadError::Unreadable("it is not a regular file".to_owned())
}

/// The `.proto` files below a directory, sorted, and diagnostics about files that were skipped.
pub fn proto_files(
    directory: &Path,
    links: Symlinks,
    skips: Option<Skips>,
) -> (Vec<PathBuf>, Vec<Diagnostic>) {
    let mut walk = Walk {
        links,
        skips,
        bounds: Bounds::of([directory]),
        reached: fs::canonicalize(directory).into_iter().collect(),
        escaping: Vec::new(),
        files: Vec::new(),
        diagnostics: Vec::new(),
    };
    walk.directory(directory);
    walk.report_escaping_links();
    walk.files.sort();
    (walk.files, walk.diagnostics)
}

/// A walk through a directory and the targets of links in it. A file that is reached twice is listed once, preferably
/// under a path without links.
struct Walk {
    links: Symlinks,
    skips: Option<Skips>,
    bounds: Bounds,
    /// Canonical paths of the directory and of link targets.
    reached: FxHashSet<PathBuf>,
    /// Symlinks that lead out of the bounds and were not followed.
    escaping: Vec<PathBuf>,
    files: Vec<PathBuf>,
    diagnostics: Vec<Diagnostic>,
}

impl Walk {
    fn directory(&mut self, directory: &Path) {
        let mut links = Vec::new();
        // If `directory` is a link, the user named it or it is to be followed.
        let mut skips = self.skips.map(|skips| skips(directory));
        let mut is_kept = |entry: &DirEntry| {
            let is_below = entry.depth() > 0 && entry.file_type().is_dir();
            let below = entry.path().strip_prefix(directory).unwrap_or(entry.path());
            skips.as_mut().filter(|_| is_below).is_none_or(|skips| !skips(below))
        };
        let entries = WalkDir::new(directory).follow_root_links(true).into_iter();
        for entry in entries.filter_entry(|entry| is_kept(entry)) {
            match entry {
                Ok(entry) if entry.file_type().is_dir() => {}
                Ok(entry) if entry.path_is_symlink() => links.push(entry.into_path()),
                Ok(entry) => self.file(&entry),
                Err(error) => {
                    let why = error.io_error().map_or_else(|| error.to_string(), ToString::to_string);
                    self.unreadable(error.path().unwrap_or(directory), &why);
                }
            }
        }
        links.sort();
        if self.links != Symlinks::Leave {
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
            self.skip(entry.path(), "it is not a regular file", "remove or rename it");
        }
    }

    /// Adds a file. Names in descriptors are UTF-8, so no other name can be compiled or imported.
    fn add(&mut self, path: &Path) {
        if path.to_str().is_some() {
            self.files.push(path.to_owned());
        } else {
            let message = "the file name is not UTF-8, so the file cannot be compiled";
            let fault = Diagnostic::error("file-unreadable", place(path), message);
            self.diagnostics.push(fault.help("rename it"));
        }
    }

    fn link(&mut self, path: &Path) {
        let target = match fs::canonicalize(path) {
            Ok(target) => target,
            Err(error) if error.kind() == ErrorKind::NotFound => return self.dangling(path),
            Err(error) if is_proto(path) => return self.unreadable(path, &error.to_string()),
            Err(_) => return,
        };
        let is_directory = target.is_dir();
        // Skip targets that the walk visits anyway, and parents of the directory, which would be a loop.
        let is_reached = self.reached.iter().any(|reached| {
            target.starts_with(reached) && (is_directory || is_proto(&target))
                || is_directory && reached.starts_with(&target)
        });
        if is_reached || !is_directory && !is_proto(path) {
            return;
        }
        if self.links == Symlinks::Inside && !self.bounds.contains(path) {
            self.escaping.push(path.to_owned());
        } else if !is_directory && !is_proto(&target) {
            // Diagnostics quote source lines, and the author of a link could choose which file to disclose.
            self.skip(path, "the target of this link is not a .proto file", "pass the target as an input");
        } else if is_directory {
            self.reached.insert(target);
            self.directory(path);
        } else if target.is_file() {
            self.reached.insert(target);
            self.add(path);
        } else {
            self.skip(path, "it is not a regular file", "remove or rename it");
        }
    }

    /// Reports a dangling link. Emacs creates one (`.#name`) for each file being edited; those are ignored.
    fn dangling(&mut self, path: &Path) {
        let is_lock = path.file_name().is_some_and(|name| name.as_encoded_bytes().starts_with(b".#"));
        if is_proto(path) && !is_lock {
            self.skip(path, "the target of this link does not exist", "remove it, or create the target");
        }
    }

    /// Reports one note for all links: trees of package managers and build sandboxes have very many.
    fn report_escaping_links(&mut self) {
        let Some(first) = self.escaping.first() else { return };
        let message = match self.escaping.len() {
            1 => "this link leads out of the input directory and was not followed".to_owned(),
            count => format!(
                "{count} links such as this one lead out of the input directory and were not followed"
            ),
        };
        let note = Diagnostic::note("link-not-followed", place(first), message);
        self.diagnostics.push(note.help("pass the target as an input, or use `--follow-links`"));
    }

    fn skip(&mut self, path: &Path, what: &str, help: &str) {
        self.diagnostics
            .push(Diagnostic::note("file-skipped", place(path), format!("{what}; skipped")).help(help));
    }

    fn unreadable(&mut self, path: &Path, why: &str) {
        self.diagnostics.push(
            Diagnostic::error("file-unreadable", place(path), format!("cannot be listed: {why}"))
                .help("check the path and its permissions"),
        );
    }
}

/// The place of a file, with its path normalized like those of parsed files.
fn place(path: &Path) -> Place {
    let below = path.strip_prefix(".").ok().filter(|below| *below != Path::new(""));
    let path: PathBuf = below.unwrap_or(path).components().collect();
    Place::file(path.to_string_lossy())
}
