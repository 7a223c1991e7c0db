//! Which files on disk a run may read. Symbolic links must not lead out of the directories the user named.

use std::fs;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};
use std::sync::{PoisonError, RwLock};

use rustc_hash::FxHashMap;

use super::is_proto;

/// How to treat symbolic links inside directories. Paths that the user names are always followed.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub enum Symlinks {
    /// Follow none.
    Leave,
    /// Follow links whose target is in the named directory or the git working tree that contains it.
    #[default]
    Inside,
    /// Follow all.
    Follow,
}

/// The directories and files that a run may read.
#[derive(Debug, Default)]
pub struct Bounds {
    /// Canonical paths of the directories.
    directories: Vec<PathBuf>,
    /// Canonical paths of files that the user named.
    files: Vec<PathBuf>,
    /// Cached answers by directory: many files share one.
    known: RwLock<FxHashMap<PathBuf, bool>>,
}

impl Bounds {
    /// These directories and the git working trees that contain them.
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

    /// Also allows files that the user named, which may be links.
    #[must_use]
    pub fn with(self, files: impl IntoIterator<Item = impl AsRef<Path>>) -> Self {
        Self { files: files.into_iter().filter_map(|file| fs::canonicalize(file).ok()).collect(), ..self }
    }

    /// Whether a path is inside. The target of a link must also be a schema file: a working tree also contains secrets
    /// of git and of the user.
    pub fn contains(&self, path: &Path) -> bool {
        // Many lookups try paths that do not exist. Do not cache those.
        let is_link = match fs::symlink_metadata(path) {
            Ok(metadata) => metadata.is_symlink(),
            Err(error) if error.kind() == ErrorKind::NotFound => return false,
            Err(_) => false,
        };
        if !is_link {
            return self.contains_directory_of(path);
        }
        let real = fs::canonicalize(path).ok();
        real.is_some_and(|real| {
            (real.is_dir() || is_proto(&real) || self.files.contains(&real)) && self.contains_real(&real)
        })
    }

    /// Like [`Self::contains`], for files found by a walk, which are not links themselves. Their directory can be one.
    pub fn contains_found(&self, path: &Path) -> bool {
        self.contains_directory_of(path) || self.contains(path)
    }

    fn contains_real(&self, real: &Path) -> bool {
        if self.files.iter().any(|file| file == real) {
            return true;
        }
        let inside = self.directories.iter().filter_map(|directory| real.strip_prefix(directory).ok());
        inside.into_iter().any(|inside| inside.components().all(|part| part.as_os_str() != ".git"))
    }

    /// Whether the directory that contains a file is inside.
    fn contains_directory_of(&self, path: &Path) -> bool {
        let directory = path.parent().filter(|parent| *parent != Path::new("")).unwrap_or(Path::new("."));
        let known = self.known.read().unwrap_or_else(PoisonError::into_inner).get(directory).copied();
        known.unwrap_or_else(|| {
            let holds = fs::canonicalize(directory).is_ok_and(|real| self.contains_real(&real));
            let mut known = self.known.write().unwrap_or_else(PoisonError::into_inner);
            known.insert(directory.to_owned(), holds);
            holds
        })
    }
}
