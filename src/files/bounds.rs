//! Which files of the disk a run may read: a link is no way out of the directories that the user named.

use std::fs;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};
use std::sync::{PoisonError, RwLock};

use rustc_hash::FxHashMap;

use super::is_proto;

/// What to do about symbolic links in directories. A directory or a file that the user names may be a link itself.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub enum Links {
    /// Leave all of them.
    Leave,
    /// Follow those that stay in the directory that was named, or in the working tree around it.
    #[default]
    Inside,
    /// Follow all of them.
    Follow,
}

/// Directories, and the links that stay in them.
#[derive(Debug, Default)]
pub struct Bounds {
    /// Directories without links in their paths.
    directories: Vec<PathBuf>,
    /// What the user named besides them, without links, too.
    files: Vec<PathBuf>,
    /// Whether directories that were asked for are inside. Many files are in one directory.
    known: RwLock<FxHashMap<PathBuf, bool>>,
}

impl Bounds {
    /// These directories and the working trees they are in.
    pub fn of<'a>(directories: impl IntoIterator<Item = &'a Path>) -> Self {
        let mut bounds = Self::default();
        for directory in directories {
            let named = if directory == Path::new("") { Path::new(".") } else { directory };
            if let Ok(real) = fs::canonicalize(named) {
                let tree = real.ancestors().find(|directory| directory.join(".git").exists());
                bounds.directories.extend(tree.map(Path::to_owned));
                bounds.directories.push(real);
            }
        }
        bounds
    }

    /// The same, with files that the user named. They may be links.
    #[must_use]
    pub fn with(self, files: impl IntoIterator<Item = impl AsRef<Path>>) -> Self {
        Self { files: files.into_iter().filter_map(|file| fs::canonicalize(file).ok()).collect(), ..self }
    }

    /// Whether a path leads to something in the directories. What links lead to must be schema, too: a working tree also
    /// holds what git and the user keep secret.
    pub fn hold(&self, path: &Path) -> bool {
        // Many paths are only tried: directories that are not there are not remembered.
        let is_link = match fs::symlink_metadata(path) {
            Ok(metadata) => metadata.is_symlink(),
            Err(error) if error.kind() == ErrorKind::NotFound => return false,
            Err(_) => false,
        };
        if !is_link {
            return self.hold_directory_of(path);
        }
        let real = fs::canonicalize(path).ok();
        real.is_some_and(|real| {
            (real.is_dir() || is_proto(&real) || self.files.contains(&real)) && self.have(&real)
        })
    }

    /// The same for a file that a search found, which looked at whether it is a link: its directory can still be one.
    pub fn hold_found(&self, path: &Path) -> bool {
        self.hold_directory_of(path) || self.hold(path)
    }

    fn have(&self, real: &Path) -> bool {
        if self.files.iter().any(|file| file == real) {
            return true;
        }
        let inside = self.directories.iter().filter_map(|directory| real.strip_prefix(directory).ok());
        inside.into_iter().any(|inside| inside.components().all(|part| part.as_os_str() != ".git"))
    }

    /// Whether the directory of a file is inside.
    fn hold_directory_of(&self, path: &Path) -> bool {
        let directory = path.parent().filter(|parent| *parent != Path::new("")).unwrap_or(Path::new("."));
        let known = self.known.read().unwrap_or_else(PoisonError::into_inner).get(directory).copied();
        known.unwrap_or_else(|| {
            let holds = fs::canonicalize(directory).is_ok_and(|real| self.have(&real));
            let mut known = self.known.write().unwrap_or_else(PoisonError::into_inner);
            known.insert(directory.to_owned(), holds);
            holds
        })
    }
}
