//! The workspaces of what a user named: one for each configuration in charge of a part of it.

use std::collections::BTreeMap;

use rustc_hash::FxHashSet;

use super::configured::Configured;
use super::failure::Failure;
use super::filter::{Filter, MayBeEmpty, nothing_to_check};
use super::include::Include;
use super::modules::load_modules;
use super::naming::{Lookup, load_apart};
use super::parsed::{Target, Workspace};
use super::scope::Scope;
use super::sources::{Package, Sources};
use crate::compile::Loaded;
use crate::config::{Located, Settings};
use crate::files::Tree;

/// Finds the configurations in charge of what is named, reads the files and all they import. Fails as
/// [`Sources::load`] does, and where a configuration cannot be used.
pub fn workspaces(sources: Sources, scope: &Scope<'_>) -> Result<Vec<Workspace>, Failure> {
    let configured = Configured::new(scope.config)?;
    let mut workspaces = match sources {
        Sources::Files { tree, paths, package } => {
            let includes = Include::find_all(&tree, scope.includes, scope.notify)?;
            let lookup = Lookup {
                tree,
                includes: &includes,
                known: scope.known.clone(),
                before: scope.names.clone(),
                notify: scope.notify,
            };
            let workspaces_of = if package { workspaces_of_package } else { workspaces_of_files };
            workspaces_of(&lookup, &paths, scope, &configured)?
        }
        sources @ Sources::Image(_) => {
            let located = configured.in_charge(&Tree::Disk, ".")?;
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
    /// Reads what the user named, and what was found under that name, if it is one workspace.
    pub fn single(sources: Sources, typed: &str, scope: &Scope<'_>) -> Result<Self, Failure> {
        let mut workspaces = workspaces(sources, scope)?;
        let Some(workspace) = workspaces.pop() else {
            return Err(format!("{typed}: there is nothing to compare").into());
        };
        if let Some(other) = workspaces.first() {
            return Err(several(typed, &workspace, other).into());
        }
        Ok(workspace)
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
}

/// Why workspaces cannot be compared at once.
pub fn several(typed: &str, workspace: &Workspace, other: &Workspace) -> String {
    if workspace.settings.home == other.settings.home {
        format!(
            "{typed}: one name means several files here, by the directories around them: compare each directory on its own"
        )
    } else {
        format!("{typed}: several configurations are in charge of this: compare what each is for")
    }
}

/// Files that are one module, whatever their configuration is made for.
fn one_module(loaded: Loaded, settings: Settings) -> Workspace {
    let files = loaded.roots.iter().map(|&root| &loaded.files[root as usize]);
    let targets = files.map(|file| Target { name: file.name.to_string(), path: file.path.to_string() });
    let modules = vec![targets.collect()];
    Workspace { settings, includes: Vec::new(), loaded, modules }
}

/// The files of the package of the one that is named.
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
        let all = load_apart(lookup, &others, &filter.without_ignored())?;
        workspaces.extend(all.into_iter().map(|loaded| one_module(loaded, Settings::default())));
    }
    Ok(workspaces)
}

/// The files of a module whose roots are to be found out.
fn load_module(
    lookup: &Lookup<'_>,
    located: Located,
    paths: &[String],
    filter: &Filter,
) -> Result<Vec<Workspace>, Failure> {
    let Located { base, settings } = located;
    let own: Vec<String> = settings.includes.iter().map(|include| base.disk_include(include)).collect();
    let includes = [lookup.includes, &Include::configured(&lookup.tree, &own, lookup.notify)?].concat();
    let lookup = Lookup { includes: &includes, ..lookup.clone() };
    let filter = filter.clone().with(&base, &settings.modules);
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
        load_apart(&lookup, paths, &filter)?.into_iter().map(workspace).collect();
    for workspace in workspaces.iter_mut().skip(1) {
        workspace.settings.notices.clear();
    }
    Ok(workspaces)
}
