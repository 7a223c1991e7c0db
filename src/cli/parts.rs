//! What the user named, as parts that one configuration each is in charge of.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use rustc_hash::{FxHashMap, FxHashSet};

use super::Failure;
use super::configured::Configured;
use super::filter::{Filter, MayBeEmpty, nothing_to_check};
use super::include::Include;
use super::inputs::{Lookup, load_apart};
use super::modules::load_modules;
use super::sources::{Package, Sources};
use crate::compile::{Known, Loaded, clean_path};
use crate::config::{Located, Module, Settings, is_in};
use crate::diag::Diagnostic;
use crate::files::{Links, Tree};

/// Files that are compiled together.
pub struct Part {
    /// What to do with them.
    pub settings: Settings,
    /// Where the configuration says that imports are found, as `-I` takes it.
    pub includes: Vec<String>,
    /// The files, and what they import.
    pub loaded: Loaded,
    /// The files of each module that are asked for.
    pub modules: Vec<Vec<Target>>,
}

impl Part {
    /// Reads what the user named, and what was found under that name, if it is one part.
    pub fn the_only(sources: Sources, typed: &str, scope: &Scope<'_>) -> Result<Self, Failure> {
        let mut parts = parts(sources, scope)?;
        let Some(part) = parts.pop() else {
            return Err(format!("{typed}: there is nothing to compare").into());
        };
        if let Some(other) = parts.first() {
            return Err(several(typed, &part, other).into());
        }
        Ok(part)
    }

    /// Fails where the configuration of a module that has files, or of all if none has, cannot be used. `faults` are the
    /// errors that matter for the run.
    pub fn judge(&self, faults: impl Fn(&Module) -> Vec<Diagnostic>) -> Result<(), Failure> {
        let is_empty = self.is_empty();
        let modules = self.settings.modules.iter().zip(&self.modules);
        let used = modules.filter(|(_, targets)| is_empty || !targets.is_empty());
        let mut found: Vec<Diagnostic> = used.flat_map(|(module, _)| faults(module)).collect();
        // A block can be that of several modules.
        found.sort_by(Diagnostic::order);
        found.dedup_by(|a, b| a.order(b).is_eq());
        if found.is_empty() { Ok(()) } else { Err(found.into()) }
    }

    /// Only the files of a descriptor set that are meant. Fails where none is left and some have to be.
    fn limited_to(mut self, scope: &Scope<'_>) -> Result<Self, String> {
        self.keep_targets(|target| scope.takes(&target.name));
        self.loaded.keep_roots(|file| scope.takes(&file.name));
        if self.is_empty() && scope.may_be_empty == MayBeEmpty::Nothing {
            let limits = Filter::new(&Tree::Disk, scope.paths, scope.exclude_paths, scope.links);
            return Err(nothing_to_check(&["the descriptor set".to_owned()], &limits));
        }
        Ok(self)
    }

    /// Asks for fewer files.
    pub fn keep_targets(&mut self, is_meant: impl Fn(&Target) -> bool) {
        for module in &mut self.modules {
            module.retain(&is_meant);
        }
    }

    /// What the files in the directories of `paths` are called, and those files.
    pub fn names_of(&self, tree: &Tree, paths: &[String]) -> Vec<String> {
        let home = self.settings.home.as_deref().unwrap_or(Path::new(""));
        let modules = self.settings.modules.iter().flat_map(|module| &module.roots);
        let mut roots: BTreeSet<PathBuf> = modules.map(|root| tree.absolute(&home.join(root))).collect();
        for &root in &self.loaded.roots {
            let file = &self.loaded.files[root as usize];
            let directory = file.path.strip_suffix(&*file.name);
            roots.extend(directory.map(|directory| tree.absolute(Path::new(directory))));
        }
        let names = |path: &String| {
            let path = tree.absolute(Path::new(path));
            let below = |root: &PathBuf| {
                if root.starts_with(&path) {
                    Some(String::new())
                } else {
                    Some(path.strip_prefix(root).ok()?.to_string_lossy().into_owned())
                }
            };
            roots.iter().filter_map(below).collect::<Vec<_>>()
        };
        paths.iter().flat_map(names).collect()
    }

    /// What the files are called that are asked for, by path, where nothing says where names begin.
    pub fn inferred_names(&self) -> FxHashMap<String, String> {
        let is_inferred = self.settings.modules.iter().any(|module| module.roots.is_empty());
        let files =
            self.loaded.roots.iter().filter(|_| is_inferred).map(|&root| &self.loaded.files[root as usize]);
        files.map(|file| (file.path.to_string(), file.name.to_string())).collect()
    }

    /// Whether no file is asked for.
    pub fn is_empty(&self) -> bool {
        self.modules.iter().all(Vec::is_empty)
    }

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

impl Target {
    /// The directory that its name starts from.
    pub fn root(&self) -> &str {
        self.path.strip_suffix(&*self.name).unwrap_or(&self.path).trim_end_matches('/')
    }
}

/// What of the sources is meant, how to check it, and what is known of it.
#[derive(Clone, Debug, Default)]
pub struct Scope<'a> {
    /// Where imports are found, besides the roots of modules.
    pub includes: &'a [String],
    /// The files and directories to stay in, if there are any.
    pub paths: &'a [String],
    /// The files and directories to stay out of.
    pub exclude_paths: &'a [String],
    /// Which links in directories are followed.
    pub links: Links,
    /// What may be without any file.
    pub may_be_empty: MayBeEmpty,
    /// Files that were parsed before.
    pub known: Known,
    /// Whether what protoc refuses and buf accepts is no error where a file of buf is in charge.
    pub as_buf: bool,
    /// A configuration to take instead of the one that is found, and keys to set.
    pub config: &'a [String],
    /// The directory that the configuration to take is for, where that is not the input.
    pub home: Option<String>,
    /// What files are called, by path, where nothing says where names begin.
    pub names: FxHashMap<String, String>,
}

impl Scope<'_> {
    /// Whether a file of a descriptor set is meant: there, paths are names. As with buf, a path in an excluded directory
    /// is meant all the same.
    pub fn takes(&self, name: &str) -> bool {
        let path = innermost(name, self.paths);
        innermost(name, self.exclude_paths)
            .map_or(self.paths.is_empty() || path.is_some(), |excluded| path > Some(excluded))
    }

    /// Whether a file is excluded, by its name or its path.
    pub fn excludes(&self, file: &str) -> bool {
        innermost(file, self.exclude_paths).is_some()
    }
}

/// The length of the innermost of the paths that a file is in.
fn innermost(file: &str, paths: &[String]) -> Option<usize> {
    paths.iter().map(|path| clean_path(path)).filter(|path| is_in(file, path)).map(|path| path.len()).max()
}

/// Finds the configurations in charge of what is named, reads the files and all they import. Fails as
/// [`Sources::load`] does, and where a configuration cannot be used.
pub fn parts(sources: Sources, scope: &Scope<'_>) -> Result<Vec<Part>, Failure> {
    let configured = Configured::new(scope.config)?;
    let mut parts = match sources {
        Sources::Files { tree, paths, package } => {
            let includes = Include::find_all(&tree, scope.includes)?;
            let lookup =
                Lookup { tree, includes: &includes, known: scope.known.clone(), before: scope.names.clone() };
            let parts_of = if package { parts_of_package } else { parts_of_files };
            parts_of(&lookup, &paths, scope, &configured)?
        }
        sources @ Sources::Image(_) => {
            let located = configured.in_charge(&Tree::Disk, ".")?;
            let mut settings = located.map_or_else(Settings::default, |located| located.settings);
            if let Some(module) = settings.descriptor_set.take() {
                settings.modules = vec![module];
            }
            vec![one_part(sources.load(scope.includes)?, settings).limited_to(scope)?]
        }
    };
    for part in &mut parts {
        configured.set(&mut part.settings)?;
        part.settings.accepts_as_buf &= scope.as_buf;
    }
    Ok(parts)
}

/// Why parts cannot be compared at once.
pub fn several(typed: &str, part: &Part, other: &Part) -> String {
    if part.settings.home == other.settings.home {
        format!(
            "{typed}: one name means several files here, by the directories around them: compare each directory on its own"
        )
    } else {
        format!("{typed}: several configurations are in charge of this: compare what each is for")
    }
}

/// Files that are one module, whatever their configuration is made for.
fn one_part(loaded: Loaded, settings: Settings) -> Part {
    let files = loaded.roots.iter().map(|&root| &loaded.files[root as usize]);
    let targets = files.map(|file| Target { name: file.name.to_string(), path: file.path.to_string() });
    let modules = vec![targets.collect()];
    Part { settings, includes: Vec::new(), loaded, modules }
}

/// The files of the package of the one that is named.
fn parts_of_package(
    lookup: &Lookup<'_>,
    paths: &[String],
    scope: &Scope<'_>,
    configured: &Configured<'_>,
) -> Result<Vec<Part>, Failure> {
    let parts = parts_of_files(lookup, paths, scope, configured)?;
    let Some(package) = parts.first().and_then(|part| Package::of(&part.loaded)) else { return Ok(parts) };
    let mut parts = parts_of_files(lookup, std::slice::from_ref(&package.root), scope, configured)?;
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
    lookup: &Lookup<'_>,
    paths: &[String],
    scope: &Scope<'_>,
    configured: &Configured<'_>,
) -> Result<Vec<Part>, Failure> {
    let tree = &lookup.tree;
    let filter = Filter::new(tree, scope.paths, scope.exclude_paths, scope.links)
        .that_may_be_empty(scope.may_be_empty);
    let mut located: BTreeMap<_, (Located, Vec<String>)> = BTreeMap::new();
    let mut others = Vec::new();
    for path in paths {
        match configured.in_charge_from(tree, scope.home.as_deref(), path)? {
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
            parts.extend(load_module(lookup, located, &paths, &filter)?);
        } else {
            parts.extend(load_modules(lookup, located, &paths, &filter)?);
        }
    }
    if !others.is_empty() {
        let all = load_apart(lookup, &others, &filter.without_ignored())?;
        parts.extend(all.into_iter().map(|loaded| one_part(loaded, Settings::default())));
    }
    Ok(parts)
}

/// The files of a module whose roots are to be found out.
fn load_module(
    lookup: &Lookup<'_>,
    located: Located,
    paths: &[String],
    filter: &Filter,
) -> Result<Vec<Part>, Failure> {
    let Located { base, settings } = located;
    let own: Vec<String> = settings.includes.iter().map(|include| base.disk_include(include)).collect();
    let includes = [lookup.includes, &Include::configured(&lookup.tree, &own)?].concat();
    let lookup = Lookup { includes: &includes, ..lookup.clone() };
    let filter = filter.clone().with(&base, &settings.modules);
    let part = |loaded| {
        let mut part = Part { includes: own.clone(), ..one_part(loaded, settings.clone()) };
        for target in part.modules.iter_mut().flatten() {
            if let Some(inside) = base.inside(&lookup.tree, &target.path) {
                target.path = inside;
            }
        }
        part
    };
    let mut parts: Vec<Part> = load_apart(&lookup, paths, &filter)?.into_iter().map(part).collect();
    for part in parts.iter_mut().skip(1) {
        part.settings.notices.clear();
    }
    Ok(parts)
}
