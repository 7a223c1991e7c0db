//! What the user named, as parts that one configuration each is in charge of.

use std::collections::BTreeMap;
use std::path::Path;

use rustc_hash::FxHashSet;

use super::Failure;
use super::inputs::load_files;
use super::modules::load_modules;
use super::sources::{Given, Package};
use crate::compile::Loaded;
use crate::config::{Located, Settings, locate};
use crate::files::Tree;

/// Files that are compiled together.
pub struct Part {
    /// What to do with them.
    pub settings: Settings,
    /// The files, and what they import.
    pub loaded: Loaded,
    /// The files of each module that are asked for.
    pub modules: Vec<Vec<Target>>,
}

/// A file that is asked for.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub struct Target {
    /// Its name.
    pub name: String,
    /// Its path, as settings have it.
    pub path: String,
}

/// Finds the configurations in charge of what is named, reads the files and all they import. Fails as
/// [`Given::load`] does, and where a configuration cannot be used.
pub fn parts(given: Given, includes: &[String]) -> Result<Vec<Part>, Failure> {
    match given {
        Given::Files { tree, paths, package: false } => parts_of_files(&tree, &paths, includes),
        Given::Files { tree, paths, package: true } => parts_of_package(&tree, &paths, includes),
        given @ Given::Image(_) => {
            let located = locate(&Tree::Disk, ".")?;
            let settings = located.map_or_else(Settings::default, |located| located.settings);
            Ok(vec![one_part(given.load(includes)?, settings)])
        }
    }
}

/// Files that are one module, whatever their configuration is made for.
fn one_part(loaded: Loaded, settings: Settings) -> Part {
    let files = loaded.roots.iter().map(|&root| &loaded.files[root as usize]);
    let targets = files.map(|file| Target { name: file.name.to_string(), path: file.path.to_string() });
    let modules = vec![targets.collect()];
    Part { settings, loaded, modules }
}

/// The files of the package of the one that is named.
fn parts_of_package(tree: &Tree, paths: &[String], includes: &[String]) -> Result<Vec<Part>, Failure> {
    let parts = parts_of_files(tree, paths, includes)?;
    let Some(package) = parts.first().and_then(|part| Package::of(&part.loaded)) else { return Ok(parts) };
    let mut parts = parts_of_files(tree, std::slice::from_ref(&package.root), includes)?;
    for Part { loaded, modules, .. } in &mut parts {
        package.keep(loaded);
        let names = loaded.roots.iter().map(|&root| &*loaded.files[root as usize].name);
        let names: FxHashSet<&str> = names.collect();
        for module in modules {
            module.retain(|target| names.contains(&*target.name));
        }
    }
    Ok(parts)
}

fn parts_of_files(tree: &Tree, paths: &[String], includes: &[String]) -> Result<Vec<Part>, Failure> {
    let mut located: BTreeMap<_, (Located, Vec<String>)> = BTreeMap::new();
    let mut others = Vec::new();
    for path in paths {
        if !tree.exists(Path::new(path)) {
            return Err(format!("{path}: there is no such file or directory").into());
        }
        match locate(tree, path)? {
            None => others.push(path.clone()),
            Some(found) => {
                let key = found.base.absolute().to_owned();
                located.entry(key).or_insert_with(|| (found, Vec::new())).1.push(path.clone());
            }
        }
    }
    let mut parts = Vec::new();
    for (Located { base, settings }, paths) in located.into_values() {
        let (loaded, modules) = load_modules(tree, &base, &settings, &paths, includes)?;
        parts.push(Part { settings, loaded, modules });
    }
    if !others.is_empty() {
        let loaded = load_files(tree.clone(), &others, includes)?;
        parts.push(one_part(loaded, Settings::default()));
    }
    Ok(parts)
}
