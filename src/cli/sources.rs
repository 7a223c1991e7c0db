//! What a user names on the command line, to parsed files.

use super::filter::Filter;
use super::inputs::load_files;
use crate::compile::{Image, ImportPaths, Loaded, load};
use crate::files::Tree;
use crate::input::{Files, Input};

/// What a user named, found.
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
            return Ok(match Input::open(only)? {
                Input::Image(image) => Self::Image(image),
                Input::Files(Files { tree, path, package }) => {
                    Self::Files { tree, paths: vec![path.unwrap_or_else(|| ".".to_owned())], package }
                }
            });
        }
        let mut paths = Vec::new();
        for path in typed {
            match Input::open(path)? {
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
    pub fn load(self, includes: &[String]) -> Result<Loaded, String> {
        match self {
            Self::Image(_) if !includes.is_empty() => {
                Err("-I: a descriptor set holds its imports, and takes none from elsewhere".to_owned())
            }
            Self::Image(image) => load_image(image),
            Self::Files { tree, paths, package: false } => {
                load_files(tree, &paths, includes, &Filter::default())
            }
            Self::Files { tree, paths, package: true } => load_package(tree, &paths, includes),
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

/// Loads a file with the other files of its package, which are below the same import root.
fn load_package(tree: Tree, paths: &[String], includes: &[String]) -> Result<Loaded, String> {
    let mut loaded = load_files(tree.clone(), paths, includes, &Filter::default())?;
    let Some(&only) = loaded.roots.first() else { return Ok(loaded) };
    let file = &loaded.files[only as usize];
    let root = file.path.strip_suffix(&*file.name).unwrap_or_default().to_owned();
    let (name, package) = (file.name.clone(), file.str(file.package).to_owned());
    loaded = load_files(
        tree,
        &[if root.is_empty() { ".".to_owned() } else { root }],
        includes,
        &Filter::default(),
    )?;
    let Loaded { files, roots, .. } = &mut loaded;
    roots.retain(|&id| {
        let file = &files[id as usize];
        file.name == name || !package.is_empty() && file.str(file.package) == package
    });
    Ok(loaded)
}
