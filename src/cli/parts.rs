//! What the user named, as parts that one configuration each is in charge of.

use std::collections::BTreeMap;

use rustc_hash::FxHashSet;

use super::Failure;
use super::configured::Configured;
use super::filter::Filter;
use super::inputs::load_files;
use super::modules::load_modules;
use super::sources::{Package, Sources};
use crate::compile::Loaded;
use crate::config::{Located, Settings};
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

impl Part {
    /// The paths of the files that are asked for, as they are shown.
    pub fn paths(&self) -> impl Iterator<Item = &str> {
        self.loaded.roots.iter().map(|&root| &*self.loaded.files[root as usize].path)
    }
}

/// A file that is asked for.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub struct Target {
    /// Its name.
    pub name: String,
    /// Its path, as settings have it.
    pub path: String,
}

/// What of the sources is meant, and how to check it, as the user says.
#[derive(Debug, Default)]
pub struct Scope<'a> {
    /// Where imports are found, besides the roots of modules.
    pub includes: &'a [String],
    /// The files and directories to stay in, if there are any.
    pub paths: &'a [String],
    /// The files and directories to stay out of.
    pub exclude_paths: &'a [String],
    /// Whether links in directories are not followed.
    pub leave_links: bool,
    /// A configuration to take instead of the one that is found, and keys to set.
    pub config: &'a [String],
}

/// Finds the configurations in charge of what is named, reads the files and all they import. Fails as
/// [`Sources::load`] does, and where a configuration cannot be used.
pub fn parts(sources: Sources, scope: &Scope<'_>) -> Result<Vec<Part>, Failure> {
    let configured = Configured::new(scope.config)?;
    let mut parts = match sources {
        Sources::Files { tree, paths, package: false } => parts_of_files(&tree, &paths, scope, &configured)?,
        Sources::Files { tree, paths, package: true } => parts_of_package(&tree, &paths, scope, &configured)?,
        sources @ Sources::Image(_) => {
            let located = configured.in_charge(&Tree::Disk, ".")?;
            let settings = located.map_or_else(Settings::default, |located| located.settings);
            vec![one_part(sources.load(scope.includes)?, settings)]
        }
    };
    for part in &mut parts {
        configured.set(&mut part.settings)?;
    }
    Ok(parts)
}

/// Files that are one module, whatever their configuration is made for.
fn one_part(loaded: Loaded, settings: Settings) -> Part {
    let files = loaded.roots.iter().map(|&root| &loaded.files[root as usize]);
    let targets = files.map(|file| Target { name: file.name.to_string(), path: file.path.to_string() });
    let modules = vec![targets.collect()];
    Part { settings, loaded, modules }
}

/// The files of the package of the one that is named.
fn parts_of_package(
    tree: &Tree,
    paths: &[String],
    scope: &Scope<'_>,
    configured: &Configured<'_>,
) -> Result<Vec<Part>, Failure> {
    let parts = parts_of_files(tree, paths, scope, configured)?;
    let Some(package) = parts.first().and_then(|part| Package::of(&part.loaded)) else { return Ok(parts) };
    let mut parts = parts_of_files(tree, std::slice::from_ref(&package.root), scope, configured)?;
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

fn parts_of_files(
    tree: &Tree,
    paths: &[String],
    scope: &Scope<'_>,
    configured: &Configured<'_>,
) -> Result<Vec<Part>, Failure> {
    let filter = Filter::new(tree, scope.paths, scope.exclude_paths, scope.leave_links);
    let mut located: BTreeMap<_, (Located, Vec<String>)> = BTreeMap::new();
    let mut others = Vec::new();
    for path in paths {
        match configured.in_charge(tree, path)? {
            None => others.push(path.clone()),
            Some(found) => {
                let key = found.base.absolute().to_owned();
                located.entry(key).or_insert_with(|| (found, Vec::new())).1.push(path.clone());
            }
        }
    }
    let mut parts = Vec::new();
    for (located, paths) in located.into_values() {
        let is_in_place = located.settings.modules.iter().any(|module| module.roots.is_empty());
        if is_in_place {
            parts.push(load_module(tree, located, &paths, scope.includes, &filter)?);
        } else {
            parts.extend(load_modules(tree, located, &paths, scope.includes, &filter)?);
        }
    }
    if !others.is_empty() {
        let loaded = load_files(tree.clone(), &others, scope.includes, &filter)?;
        parts.push(one_part(loaded, Settings::default()));
    }
    Ok(parts)
}

/// The files of a module whose roots are to be found out.
fn load_module(
    tree: &Tree,
    located: Located,
    paths: &[String],
    includes: &[String],
    filter: &Filter,
) -> Result<Part, Failure> {
    let Located { base, settings } = located;
    let own = settings.includes.iter().map(|include| base.disk(include));
    let includes: Vec<String> = includes.iter().cloned().chain(own).collect();
    let filter = filter.clone().with(&base, &settings.modules);
    let mut part = one_part(load_files(tree.clone(), paths, &includes, &filter)?, settings);
    for target in part.modules.iter_mut().flatten() {
        if let Some(inside) = base.inside(tree, &target.path) {
            target.path = inside;
        }
    }
    Ok(part)
}

/// What to say where nothing is left.
pub fn nothing_to_check(paths: &[String], filter: &Filter) -> String {
    let paths = paths.join(", ");
    match filter.names() {
        None => format!("{paths}: there are no .proto files to check"),
        Some(names) => format!("{paths}: {names} leave no .proto files to check"),
    }
}
