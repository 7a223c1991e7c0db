//! The workspaces of the inputs: one for each configuration that applies.

use std::collections::BTreeMap;

use rustc_hash::FxHashSet;

use super::configured::Configured;
use super::failure::Failure;
use super::limits::limits;
use super::modules::load_modules;
use super::parsed::{Target, Workspace};
use super::scope::Scope;
use super::sources::{Package, Sources};
use crate::compile::Loaded;
use crate::config::{Located, Settings};
use crate::files::Tree;
use crate::input::ignored_by_git;
use crate::naming::{Filter, Include, Lookup, MayBeEmpty, load_split, nothing_to_check};

/// Finds the configurations that apply to the inputs, and reads the files and all imports. Fails as [`Sources::load`]
/// does, and if a configuration is invalid.
pub fn workspaces(sources: Sources, scope: &Scope<'_>) -> Result<Vec<Workspace>, Failure> {
    let configured = Configured::new(scope.config)?;
    let mut workspaces = match sources {
        Sources::Files { tree, paths, package } => {
            let includes = Include::find_all(&tree, scope.includes, scope.notify)?;
            let lookup = Lookup {
                tree,
                includes: &includes,
                known: scope.known.clone(),
                known_names: scope.names.clone(),
                notify: scope.notify,
            };
            let workspaces_of = if package { workspaces_of_package } else { workspaces_of_files };
            workspaces_of(&lookup, &paths, scope, &configured)?
        }
        sources @ Sources::Image(_) => {
            let located = configured.applicable(&Tree::Disk, ".")?;
            let mut settings = located.map_or_else(Settings::default, |located| located.settings);
            if let Some(module) = settings.descriptor_set.take() {
                settings.modules = vec![module];
            }
            vec![one_module(sources.load(scope.includes, scope.notify)?, settings).limited_to(scope)?]
        }
    };
    for workspace in &mut workspaces {
        configured.set(&mut workspace.settings)?;
        workspace.settings.accepts_as_buf &= scope.as_buf;
    }
    Ok(workspaces)
}

impl Workspace {
    /// Reads inputs that must be a single workspace.
    pub fn single(sources: Sources, typed: &str, scope: &Scope<'_>) -> Result<Self, Failure> {
        let mut workspaces = workspaces(sources, scope)?;
        let Some(workspace) = workspaces.pop() else {
            return Err(format!("{typed}: nothing to compare").into());
        };
        if let Some(other) = workspaces.first() {
            return Err(several(typed, &workspace, other).into());
        }
        Ok(workspace)
    }

    /// Limits a descriptor set to the selected files. Fails if none is left and some are required.
    fn limited_to(mut self, scope: &Scope<'_>) -> Result<Self, String> {
        self.keep_targets(|target| scope.selects(&target.name));
        self.loaded.keep_roots(|file| scope.selects(&file.name));
        if self.is_empty() && scope.may_be_empty == MayBeEmpty::Nothing {
            let limits = Filter::new(&Tree::Disk, scope.paths, scope.exclude_paths, scope.links);
            return Err(nothing_to_check(&["the descriptor set".to_owned()], &limits));
        }
        Ok(self)
    }
}

/// The error if there are several workspaces to compare.
pub fn several(typed: &str, workspace: &Workspace, other: &Workspace) -> String {
    if workspace.settings.home == other.settings.home {
        format!(
            "{typed}: an import name resolves to different files in different directories: compare each directory \
             separately"
        )
    } else {
        format!("{typed}: several configurations apply: compare the directory of each separately")
    }
}

/// A workspace of one module with all files.
fn one_module(loaded: Loaded, settings: Settings) -> Workspace {
    let files = loaded.roots.iter().map(|&root| &loaded.files[root as usize]);
    let targets = files.map(|file| Target { name: file.name.to_string(), path: file.path.to_string() });
    let modules = vec![targets.collect()];
    Workspace { settings, includes: Vec::new(), loaded, modules }
}

/// The workspaces of all files in the package of an input file.
fn workspaces_of_package(
    lookup: &Lookup<'_>,
    paths: &[String],
    scope: &Scope<'_>,
    configured: &Configured<'_>,
) -> Result<Vec<Workspace>, Failure> {
    let workspaces = workspaces_of_files(lookup, paths, scope, configured)?;
    let Some(package) = workspaces.first().and_then(|workspace| Package::of(&workspace.loaded)) else {
        return Ok(workspaces);
    };
    let mut workspaces = workspaces_of_files(lookup, std::slice::from_ref(&package.root), scope, configured)?;
    for Workspace { loaded, modules, .. } in &mut workspaces {
        package.keep(loaded);
        let names = loaded.roots.iter().map(|&root| &*loaded.files[root as usize].name);
        let names: FxHashSet<&str> = names.collect();
        for module in modules {
            module.retain(|target| names.contains(&*target.name));
        }
    }
    Ok(workspaces)
}

fn workspaces_of_files(
    lookup: &Lookup<'_>,
    paths: &[String],
    scope: &Scope<'_>,
    configured: &Configured<'_>,
) -> Result<Vec<Workspace>, Failure> {
    let tree = &lookup.tree;
    let filter = Filter::new(tree, scope.paths, scope.exclude_paths, scope.links)
        .with_may_be_empty(scope.may_be_empty);
    let mut located: BTreeMap<_, (Located, Vec<String>)> = BTreeMap::new();
    let mut others = Vec::new();
    for path in paths {
        match configured.applicable_in(tree, scope.home.as_deref(), path)? {
            None => others.push(path.clone()),
            Some(found) => {
                let key = found.base.absolute().to_owned();
                located.entry(key).or_insert_with(|| (found, Vec::new())).1.push(path.clone());
            }
        }
    }
    let mut workspaces = Vec::new();
    for (located, paths) in located.into_values() {
        let is_in_place = located.settings.modules.iter().any(|module| module.roots.is_empty());
        if is_in_place {
            workspaces.extend(load_module(lookup, located, &paths, &filter)?);
        } else {
            workspaces.extend(load_modules(lookup, located, &paths, &filter)?);
        }
    }
    if !others.is_empty() {
        let all = load_split(lookup, &others, &filter.with_skips(ignored_by_git))?;
        workspaces.extend(all.into_iter().map(|loaded| one_module(loaded, Settings::default())));
    }
    Ok(workspaces)
}

/// The files of a module whose import roots are inferred.
fn load_module(
    lookup: &Lookup<'_>,
    located: Located,
    paths: &[String],
    filter: &Filter,
) -> Result<Vec<Workspace>, Failure> {
    let Located { base, settings } = located;
    let own: Vec<String> = settings.includes.iter().map(|include| base.disk_include(include)).collect();
    let includes = Include::with_configured(&lookup.tree, lookup.includes, &own, lookup.notify)?;
    let lookup = Lookup { includes: &includes, ..lookup.clone() };
    let filter = filter.clone().with_limits(limits(&base, &settings.modules));
    let workspace = |loaded| {
        let mut workspace = Workspace { includes: own.clone(), ..one_module(loaded, settings.clone()) };
        for target in workspace.modules.iter_mut().flatten() {
            if let Some(inside) = base.inside(&lookup.tree, &target.path) {
                target.path = inside;
            }
        }
        workspace
    };
    let mut workspaces: Vec<Workspace> =
        load_split(&lookup, paths, &filter)?.into_iter().map(workspace).collect();
    for workspace in workspaces.iter_mut().skip(1) {
        workspace.settings.notices.clear();
    }
    Ok(workspaces)
}
