//! What a user names, opened.

use std::path::Path;

use super::filter::Filter;
use super::include::Include;
use super::naming::{Lookup, load_files};
use super::notify::Notify;
use crate::compile::{ImportPaths, Loaded, load};
use crate::descriptor::Image;
use crate::files::Tree;
use crate::input::{Changes, Files, Input, Repository, no_repository};

/// Which files the user wants to hear of.
#[derive(Clone, Copy, Debug)]
pub enum Since<'a> {
    /// What is staged in git, which is read instead of the disk.
    Staged,
    /// What differs from a git revision, or from where this branch left the default one.
    Revision(Option<&'a str>),
}

impl Since<'_> {
    /// Finds what is named, and what changed of it.
    pub fn open(self, typed: &[String]) -> Result<(Sources, Changes), String> {
        let option = match self {
            Self::Staged => "--staged",
            Self::Revision(_) => "--changed",
        };
        let repository = Repository::around(typed).and_then(|found| found.ok_or_else(no_repository));
        let changes = repository.and_then(|repository| match self {
            Self::Staged => repository.staged(),
            Self::Revision(since) => repository.changed(since),
        });
        let changes = changes.map_err(|why| format!("{option}: {why}"))?;
        // Relative paths mean something else in the tree where the current directory is not in it.
        let paths: Vec<String> = if changes.leave_out(Path::new(".")) {
            let absolute = |path: &String| Tree::Disk.absolute(Path::new(path));
            typed.iter().map(|path| absolute(path).to_string_lossy().into_owned()).collect()
        } else {
            typed.to_owned()
        };
        // What is not there any more may be what was deleted.
        let is_missing = |path: &&String| {
            let place = Path::new(path);
            changes.leave_out(place) || !changes.delete_protos() && !is_there(&changes.tree, path)
        };
        if let Some(path) = paths.iter().find(is_missing) {
            return Err(format!("{path}: with {option}, name files and directories that are there"));
        }
        Ok((Sources::Files { tree: changes.tree.clone(), paths, package: false }, changes))
    }
}

/// Whether a path means something. The current directory does, even where nothing in it is staged.
fn is_there(tree: &Tree, path: &str) -> bool {
    path == "." || tree.exists(Path::new(path))
}

/// What a user named, found.
#[derive(Clone)]
pub enum Sources {
    /// Files to compile.
    Files {
        /// Where they are.
        tree: Tree,
        /// Directories and files in the tree.
        paths: Vec<String>,
        /// Whether the other files of a file's package are meant too.
        package: bool,
    },
    /// Files that were compiled before.
    Image(Image),
}

impl Sources {
    /// Finds what is named. Fails where one is not there, and where a repository, an archive or a descriptor set is
    /// not the only one.
    pub fn open(typed: &[String]) -> Result<Self, String> {
        if let [only] = typed {
            return Ok(Self::from(Input::open(only, &[])?));
        }
        let mut paths = Vec::new();
        for path in typed {
            match Input::open(path, &[])? {
                Input::Files(Files { tree: Tree::Disk, path: Some(path), package: false }) => {
                    paths.push(path);
                }
                _ => return Err(format!("{path}: name this alone, only files and directories go together")),
            }
        }
        Ok(Self::Files { tree: Tree::Disk, paths, package: false })
    }

    /// Reads and parses the files and all they import. Fails where a path is not there, where nothing can be checked,
    /// and where one name means two files.
    pub fn load(self, includes: &[String], notify: &dyn Notify) -> Result<Loaded, String> {
        match self {
            Self::Image(_) if !includes.is_empty() => {
                Err("-I: a descriptor set holds its imports, and takes none from elsewhere".to_owned())
            }
            Self::Image(image) => load_image(image),
            Self::Files { tree, paths, package } => {
                let includes = Include::find_all(&tree, includes, notify)?;
                let lookup = Lookup { tree, includes: &includes, notify, ..Lookup::default() };
                if package {
                    load_package(&lookup, &paths)
                } else {
                    load_files(&lookup, &paths, &Filter::unlimited())
                }
            }
        }
    }
}

impl From<Input> for Sources {
    fn from(input: Input) -> Self {
        match input {
            Input::Image(image) => Self::Image(image),
            Input::Files(Files { tree, path, package }) => {
                Self::Files { tree, paths: vec![path.unwrap_or_else(|| ".".to_owned())], package }
            }
        }
    }
}

fn load_image(image: Image) -> Result<Loaded, String> {
    let Image { files, imports, faults } = image;
    let names = files.iter().map(|file| &*file.name).filter(|name| !imports.contains(*name));
    let names: Vec<String> = names.map(str::to_owned).collect();
    if names.is_empty() && faults.is_empty() {
        return Err("the descriptor set has no files to check".to_owned());
    }
    let mut loaded = load(&ImportPaths::new(), &names, files);
    loaded.diagnostics.extend(faults);
    Ok(loaded)
}

/// Loads a file with the other files of its package.
fn load_package(lookup: &Lookup<'_>, paths: &[String]) -> Result<Loaded, String> {
    let mut loaded = load_files(lookup, paths, &Filter::unlimited())?;
    if let Some(package) = Package::of(&loaded) {
        loaded = load_files(lookup, std::slice::from_ref(&package.root), &Filter::unlimited())?;
        package.keep(&mut loaded);
    }
    Ok(loaded)
}

/// The package of a file.
pub struct Package {
    /// The directory in which the name of the file begins, and below which others of its package are.
    pub root: String,
    file: Box<str>,
    name: String,
}

impl Package {
    /// The package of the first file that was asked for.
    pub fn of(loaded: &Loaded) -> Option<Self> {
        let file = &loaded.files[*loaded.roots.first()? as usize];
        let root = match file.path.strip_suffix(&*file.name)? {
            "" => ".".to_owned(),
            root => root.to_owned(),
        };
        Some(Self { root, file: file.name.clone(), name: file.str(file.package).to_owned() })
    }

    /// Lets only files of the package be asked for. Where there is no package, that is the one file.
    pub fn keep(&self, loaded: &mut Loaded) {
        let Loaded { files, roots, .. } = loaded;
        roots.retain(|&id| {
            let file = &files[id as usize];
            file.name == self.file || !self.name.is_empty() && file.str(file.package) == self.name
        });
    }
}
