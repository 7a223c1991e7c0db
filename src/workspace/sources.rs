//! Opens inputs.

use std::path::Path;

use crate::compile::{ImportPaths, Loaded, load};
use crate::files::Tree;
use crate::image::Image;
use crate::input::{Changes, Files, Input, Repository, no_repository};
use crate::naming::{Filter, Include, Lookup, Notify, load_files, without_detours};

/// Which changed files to report on.
#[derive(Clone, Copy, Debug)]
pub enum Since<'a> {
    /// Files staged in git, which are read instead of the working tree.
    Staged,
    /// Files that differ from a git revision, or from the merge base with the default branch.
    Revision(Option<&'a str>),
}

impl Since<'_> {
    /// Opens the inputs, and finds the changed files.
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
        // If the current directory is outside the tree, relative paths would resolve differently in it.
        let paths: Vec<String> = if changes.is_outside(Path::new(".")) {
            let absolute = |path: &String| Tree::Disk.absolute(Path::new(path));
            typed.iter().map(|path| absolute(path).to_string_lossy().into_owned()).collect()
        } else {
            typed.iter().map(|path| without_detours(&changes.tree, path.clone())).collect()
        };
        // A missing path may have been deleted.
        let is_missing = |path: &&String| {
            let place = Path::new(path);
            changes.is_outside(place) || !changes.delete_protos() && !is_there(&changes.tree, path)
        };
        if let Some(path) = paths.iter().find(is_missing) {
            return Err(format!(
                "{path}: not found; {option} needs files and directories of the working tree"
            ));
        }
        Ok((Sources::Files { tree: changes.tree.clone(), paths, package: false }, changes))
    }
}

/// Whether a path exists. The current directory does, even if nothing in it is staged.
fn is_there(tree: &Tree, path: &str) -> bool {
    path == "." || tree.exists(Path::new(path))
}

/// The opened inputs.
#[derive(Clone)]
pub enum Sources {
    /// Files to compile.
    Files {
        /// The tree they are in.
        tree: Tree,
        /// Directories and files in the tree.
        paths: Vec<String>,
        /// Whether to include the other files of a file's package.
        package: bool,
    },
    /// A descriptor set.
    Image(Image),
}

impl Sources {
    /// Opens the inputs. Fails if one is missing, or if a repository, an archive or a descriptor set is not the only
    /// one.
    pub fn open(typed: &[String]) -> Result<Self, String> {
        if let [only] = typed {
            return Ok(Self::from(Input::open(only, &[])?));
        }
        let mut paths = Vec::new();
        for path in typed {
            match Input::open(path, &[])? {
                Input::Files(Files { tree: Tree::Disk, path: Some(path), package: false }) => {
                    paths.push(without_detours(&Tree::Disk, path));
                }
                _ => {
                    return Err(format!(
                        "{path}: this must be the only input; only files and directories can be combined"
                    ));
                }
            }
        }
        Ok(Self::Files { tree: Tree::Disk, paths, package: false })
    }

    /// Reads and parses the files and all imports. Fails if a path is missing, if there are no files, and if two files
    /// have the same import name.
    pub fn load(self, includes: &[String], notify: &dyn Notify) -> Result<Loaded, String> {
        match self {
            Self::Image(_) if !includes.is_empty() => {
                Err("-I: a descriptor set contains its imports, so import roots do not apply".to_owned())
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
                let path = without_detours(&tree, path.unwrap_or_else(|| ".".to_owned()));
                Self::Files { tree, paths: vec![path], package }
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
    /// The import root of the file, in which others of its package are.
    pub root: String,
    file: Box<str>,
    name: String,
}

impl Package {
    /// The package of the first requested file.
    pub fn of(loaded: &Loaded) -> Option<Self> {
        let file = &loaded.files[*loaded.roots.first()? as usize];
        let root = match file.path.strip_suffix(&*file.name)? {
            "" => ".".to_owned(),
            root => root.to_owned(),
        };
        Some(Self { root, file: file.name.clone(), name: file.str(file.package).to_owned() })
    }

    /// Keeps only files of the package as requested; without a package, only the one file.
    pub fn keep(&self, loaded: &mut Loaded) {
        let Loaded { files, roots, .. } = loaded;
        roots.retain(|&id| {
            let file = &files[id as usize];
            file.name == self.file || !self.name.is_empty() && file.str(file.package) == self.name
        });
    }
}
