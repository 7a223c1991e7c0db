//! The files of modules, whose directories are import roots.

use std::ops::Range;
use std::path::Path;
use std::sync::Arc;

use rustc_hash::{FxHashMap, FxHashSet};

use super::failure::Failure;
use super::parsed::{Target, Workspace};
use crate::compile::{ImportPaths, load};
use crate::config::{Base, Located, Module, Settings, is_in};
use crate::diag::Diagnostic;
use crate::files::{Bounds, Symlinks, Tree};
use crate::naming::{Filter, Include, Lookup, MayBeEmpty, Notify, exclude_included, nothing_to_check};

/// Finds, reads and parses the files of the modules in `paths`, and all imports. The result is one workspace, unless
/// modules share a file under different import names: then it is one per module.
pub fn load_modules(
    lookup: &Lookup<'_>,
    located: Located,
    paths: &[String],
    filter: &Filter,
) -> Result<Vec<Workspace>, Failure> {
    let Located { base, settings } = located;
    let tree = &lookup.tree;
    let own: Vec<String> = settings.includes.iter().map(|include| base.disk_include(include)).collect();
    let includes = Include::with_configured(tree, lookup.includes, &own, lookup.notify)?;
    let lookup = &Lookup { includes: &includes, ..lookup.clone() };
    let mut search = Search::new(tree, &base, filter, paths, &includes);
    search.notify = lookup.notify;
    let files = settings.modules.iter().map(|module| search.files(module)).collect::<Result<Vec<_>, _>>()?;
    let is_empty = files.iter().all(Vec::is_empty) && search.faults.is_empty();
    if is_empty && filter.may_be_empty() != MayBeEmpty::All {
        return Err(nothing_to_check(paths, filter).into());
    }
    let names = search.all_names().map(Arc::new);
    let modules = &settings.modules.clone();
    let imports = Imports { lookup, base: &base, filter, targets: &search.targets, modules, names };
    let mut parts = if share_files(&files) {
        let mut settings = settings;
        let modules = std::mem::take(&mut settings.modules);
        let parts = modules.into_iter().zip(files).map(|(module, files)| {
            let part = Settings { modules: vec![module], ..settings.clone() };
            settings.notices.clear();
            imports.load(part, vec![files])
        });
        parts.collect::<Result<Vec<_>, _>>()?
    } else {
        vec![imports.load(settings, files)?]
    };
    for part in &mut parts {
        part.includes.clone_from(&own);
    }
    if let Some(part) = parts.first_mut() {
        part.loaded.diagnostics.extend(search.faults);
    }
    Ok(parts)
}

/// The paths of the files of the modules in `paths`, and errors about unreadable ones.
pub fn files_of_modules(
    tree: &Tree,
    located: &Located,
    paths: &[String],
    filter: &Filter,
) -> Result<(Vec<String>, Vec<Diagnostic>), Failure> {
    let Located { base, settings } = located;
    let mut search = Search::new(tree, base, filter, paths, &[]);
    let mut files = Vec::new();
    for module in &settings.modules {
        files.extend(search.files(module)?.into_iter().map(|target| base.disk(&target.path)));
    }
    Ok((files, search.faults))
}

/// Whether some file is in several modules, under different import names.
fn share_files(files: &[Vec<Target>]) -> bool {
    let mut names = FxHashMap::default();
    let mut files = files.iter().flatten();
    files.any(|file| names.insert(&*file.path, &*file.name).is_some_and(|name| name != &*file.name))
}

/// Resolves the imports of modules.
struct Imports<'a> {
    lookup: &'a Lookup<'a>,
    base: &'a Base,
    filter: &'a Filter,
    targets: &'a [String],
    modules: &'a [Module],
    /// The import names of all files of the modules, if known.
    names: Option<Arc<FxHashSet<String>>>,
}

impl Imports<'_> {
    /// Loads the files of the modules of `settings`.
    fn load(&self, settings: Settings, modules: Vec<Vec<Target>>) -> Result<Workspace, Failure> {
        refuse_namesakes(&modules)?;
        let names: Vec<String> = modules.iter().flatten().map(|target| target.name.clone()).collect();
        let loaded = load(&self.paths(&settings, &modules), &names, Vec::new());
        Ok(Workspace { settings, includes: Vec::new(), loaded, modules })
    }

    /// The roots of the modules of `settings`, then those of the others.
    fn paths(&self, settings: &Settings, modules: &[Vec<Target>]) -> ImportPaths {
        let Lookup { tree, includes, known, .. } = self.lookup;
        let mut paths = ImportPaths::within(tree.clone(), known.clone());
        let mut known = FxHashSet::default();
        let mut places: FxHashMap<&str, Range<usize>> = FxHashMap::default();
        for module in settings.modules.iter().chain(self.modules) {
            for root in &module.roots {
                let members = module.members(root);
                if !known.insert((root, members.clone())) {
                    continue;
                }
                let first = paths.len();
                let is_part = |target: &&String| **target != *root && is_in(target, root);
                let mut parts = self.targets.iter().filter(is_part);
                if parts.any(|part| tree.is_dir(Path::new(&self.base.disk(part))))
                    && let Some(prefix) = self.base.current_in(root)
                {
                    paths.add_some(prefix, ".", members.clone());
                }
                paths.add_some("", self.base.disk(root), members);
                // Several modules can share a directory.
                let place = places.entry(root).or_insert(first..first);
                place.end = paths.len();
            }
        }
        paths.require_unique_names();
        // With one root, names are unambiguous.
        if let Some(names) = self.names.as_ref().filter(|_| places.len() > 1) {
            paths.list(names.clone());
        }
        for target in modules.iter().flatten().filter(|_| places.len() > 1) {
            if let Some(place) = places.get(target.root()) {
                paths.place(&target.name, place.clone());
            }
        }
        for Include { prefix, directory, from_disk, .. } in *includes {
            if *from_disk {
                paths.add_from_disk(prefix, directory);
            } else {
                paths.add(prefix, directory);
            }
        }
        if !tree.is_on_disk() || self.filter.links() == Symlinks::Follow {
            return paths;
        }
        let home = self.base.disk("");
        let targets: Vec<String> = self.targets.iter().map(|target| self.base.disk(target)).collect();
        let included = includes.iter().map(|include| &*include.directory);
        let named =
            [&*home].into_iter().chain(included).chain(targets.iter().map(String::as_str)).map(Path::new);
        paths.inside(Bounds::of(named).with(&targets))
    }
}

/// Fails if two files have the same import name.
fn refuse_namesakes(modules: &[Vec<Target>]) -> Result<(), String> {
    let mut paths = FxHashMap::default();
    for Target { name, path } in modules.iter().flatten() {
        if let Some(other) = paths.insert(name, path).filter(|other| *other != path) {
            return Err(format!(
                "{other} and {path} have the same import name {name}: rename one, or exclude it from its module"
            ));
        }
    }
    Ok(())
}

struct Search<'t> {
    tree: &'t Tree,
    base: &'t Base,
    filter: &'t Filter,
    includes: &'t [Include],
    notify: &'t dyn Notify,
    /// The input paths, in the form of settings.
    targets: Vec<String>,
    faults: Vec<Diagnostic>,
    /// The import names of all files, unless part of a module was not searched.
    names: Option<FxHashSet<String>>,
}

impl<'t> Search<'t> {
    fn new(
        tree: &'t Tree,
        base: &'t Base,
        filter: &'t Filter,
        paths: &[String],
        includes: &'t [Include],
    ) -> Self {
        let targets = paths.iter().filter_map(|path| base.inside(tree, path)).collect();
        // Files behind links can be imported.
        let names = (filter.links() != Symlinks::Leave).then(FxHashSet::default);
        let notify = Default::default();
        Self { tree, base, filter, includes, notify, targets, faults: Vec::new(), names }
    }

    /// The import names of all files of the modules, if known.
    fn all_names(&mut self) -> Option<FxHashSet<String>> {
        self.names.take().filter(|_| self.faults.is_empty())
    }

    /// The requested files of a module, sorted. Fails if the whole module is requested and has none.
    fn files(&mut self, module: &Module) -> Result<Vec<Target>, String> {
        let mut files = Vec::new();
        for root in &module.roots {
            let starts = self.starts(root);
            if starts.iter().all(|start| start != root) {
                self.names = None;
            }
            for start in starts {
                let mut paths = self.files_below(&start);
                let name = |path: &String| path[root.len()..].trim_start_matches('/').to_owned();
                if let Some(names) = &mut self.names {
                    names.extend(paths.iter().filter(|path| module.has(path)).map(name));
                }
                let included = self.includes.iter().filter(|include| !include.from_disk);
                let included = included.filter_map(|include| self.base.inside(self.tree, &include.directory));
                let included: Vec<String> =
                    included.filter(|path| *path != start && is_in(path, &start)).collect();
                exclude_included(&mut paths, self.includes, self.notify, |path| {
                    included.iter().any(|directory| is_in(path, directory))
                });
                let paths = paths.into_iter().filter(|path| module.has(path));
                files.extend(paths.map(|path| Target { name: name(&path), path }));
            }
        }
        let is_selected = |root: &String| self.targets.iter().any(|target| is_in(root, target));
        let is_wanted = self.filter.may_be_empty() == MayBeEmpty::Nothing && self.filter.limits().is_empty();
        if files.is_empty() && is_wanted && module.roots.iter().all(is_selected) {
            let roots: Vec<String> = module.roots.iter().map(|root| self.base.disk(root)).collect();
            return Err(format!("{}: the module has no .proto files", roots.join(", ")));
        }
        files.retain(|file| self.filter.selects(&self.base.absolute().join(&file.path)));
        files.sort();
        files.dedup();
        Ok(files)
    }

    /// The files and directories to search in a root: the root, or the requested paths in it.
    fn starts(&self, root: &str) -> Vec<String> {
        let limits: Vec<String> = match self.filter.limits() {
            [] => vec![String::new()],
            limits => limits.iter().filter_map(|path| self.base.relative(path)).collect(),
        };
        let inner = |a: &str, b: &str| {
            if is_in(a, b) { Some(a.to_owned()) } else { is_in(b, a).then(|| b.to_owned()) }
        };
        let in_root = self.targets.iter().filter_map(|target| inner(target, root));
        in_root.flat_map(|start| limits.iter().filter_map(move |limit| inner(&start, limit))).collect()
    }

    fn files_below(&mut self, start: &str) -> Vec<String> {
        let (files, faults) = self.base.proto_files(self.tree, start, self.filter.links());
        self.faults.extend(faults);
        files
    }
}
