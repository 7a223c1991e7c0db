//! The `--against` side. Files that did not change are reused.

use std::path::Path;

use rustc_hash::FxHashSet;

use super::counterpart::{Counterparts, InputPaths};
use super::pairing::{Root, pairs};
use super::snapshot::Snapshot;
use crate::compile::EarlierFiles;
use crate::config::Against;
use crate::input::{Files, Input};
use crate::naming::MayBeEmpty;
use crate::workspace::{Failure, Scope, Sources, Workspace};

/// The old version, opened.
pub struct OldInput {
    sources: Sources,
    /// The directory or file that the user named, unless it is a whole revision or archive.
    place: Option<String>,
    /// The input paths of the new side; `None` for a descriptor set.
    new: Option<InputPaths>,
    /// The old version, as the user named it.
    typed: String,
    /// Versions before that.
    earlier: Vec<Self>,
}

impl OldInput {
    /// Opens the old version of `new`, and the versions before that.
    pub fn open(new: Option<&InputPaths>, typed: &str, history: &[String]) -> Result<Self, String> {
        Self::found(Input::open(typed, places(new))?, new, typed, history)
    }

    /// Opens the old version that the configuration in `home` names, and the versions before that.
    pub fn configured(
        new: Option<&InputPaths>,
        against: &Against,
        home: Option<&Path>,
        history: &[String],
        is_trusted: bool,
    ) -> Result<Self, String> {
        let Against { input: typed, is_from_file } = against;
        let input = if *is_from_file && !is_trusted {
            Input::open_configured(typed, home.unwrap_or(Path::new("")), places(new))
        } else {
            Input::open(typed, places(new))
        };
        Self::found(input?, new, typed, history)
    }

    fn found(
        input: Input,
        new: Option<&InputPaths>,
        typed: &str,
        history: &[String],
    ) -> Result<Self, String> {
        let is_whole = matches!(input, Input::Files(Files { path: None, .. }));
        let mut sources = Sources::from(input);
        let mut place = None;
        if let (Sources::Files { tree, paths, .. }, Some(new)) = (&mut sources, new) {
            let old = InputPaths { tree: tree.clone(), paths: paths.clone() };
            place = old.paths.first().filter(|_| !is_whole).cloned();
            let between = Counterparts { new, old: &old, home: None };
            let same = new.paths.iter().map(|path| between.same_place(path)).collect();
            let same: Option<Vec<String>> = if is_whole { same } else { between.targets() };
            // A file may be new; a directory may have been renamed.
            let is_missing = |(path, then): &(&String, &String)| {
                new.tree.is_dir(Path::new(path)) && !tree.exists(Path::new(then))
            };
            if let Some((missing, _)) = new.paths.iter().zip(same.iter().flatten()).find(is_missing) {
                let spell = format!("name the directory to compare with, as `{typed}:path/in/it`");
                return Err(format!("{typed}: it has no `{missing}`; {spell}"));
            }
            *paths = same.unwrap_or(old.paths);
        }
        let earlier = history.iter().map(|typed| Self::open(new, typed, &[])).collect::<Result<_, _>>()?;
        Ok(Self { sources, place, new: new.cloned(), typed: typed.to_owned(), earlier })
    }

    /// Reads all of it. Unchanged files are shared with `new`. The paths of the scope are those of the new side.
    pub fn read(&self, new: &Workspace, scope: &Scope<'_>) -> Result<Workspace, Failure> {
        let known = EarlierFiles::of(&new.loaded.files);
        let scope = Scope { known, may_be_empty: MayBeEmpty::Modules, ..scope.clone() };
        match (&self.new, &self.sources) {
            (None, _) => {
                let mut workspace = self.load(&Scope { paths: &[], exclude_paths: &[], ..scope.clone() })?;
                // As in buf, a path of the old side can be excluded too.
                workspace.keep_targets(|target| scope.selects(&target.name) && !scope.excludes(&target.path));
                Ok(workspace)
            }
            (Some(named), Sources::Image(_)) => self.read_image(new, named, scope),
            (Some(named), Sources::Files { tree, paths, package }) => {
                let old = InputPaths { tree: tree.clone(), paths: paths.clone() };
                self.read_files(
                    new,
                    Counterparts { new: named, old: &old, home: new.home() },
                    *package,
                    scope,
                )
            }
        }
    }

    fn load(&self, scope: &Scope<'_>) -> Result<Workspace, Failure> {
        Workspace::single(self.sources.clone(), &self.typed, scope)
    }

    /// Reads a descriptor set, in which paths are import names.
    fn read_image(
        &self,
        new: &Workspace,
        named: &InputPaths,
        scope: Scope<'_>,
    ) -> Result<Workspace, Failure> {
        let limits = if named.are_files() { &named.paths } else { scope.paths };
        let paths = new.names_of(&named.tree, limits);
        let mut exclude_paths = new.names_of(&named.tree, scope.exclude_paths);
        // Also match them as import names, as buf does: files that only the set has cannot be named otherwise.
        exclude_paths.extend_from_slice(scope.exclude_paths);
        let workspace =
            self.load(&Scope { paths: &paths, exclude_paths: &exclude_paths, ..scope.limited(limits) })?;
        Ok(workspace.empty_unless_found(limits, &paths))
    }

    /// Reads files. If the new inputs are files and the old one is a directory, only the same files are compared.
    fn read_files(
        &self,
        new: &Workspace,
        between: Counterparts<'_>,
        is_package: bool,
        scope: Scope<'_>,
    ) -> Result<Workspace, Failure> {
        let are_files = between.new.are_files() && !between.old.are_files() && !is_package;
        let limits = if are_files { &between.new.paths } else { scope.paths };
        let (paths, exclude_paths) = (between.of_all(limits), between.of_all(scope.exclude_paths));
        // The old version may have had no configuration yet.
        let includes = scope.includes.iter().chain(&new.includes);
        let includes: Vec<String> = includes.map(|include| between.include(include)).collect();
        let names = between.names(new.inferred_names());
        // As in buf, `--against-config` is for the named directory; without one, it replaces the configuration at the
        // old path of the new one.
        let counterpart = || Counterparts { home: None, ..between }.of(&between.home?.to_string_lossy());
        let home = self.place.clone().or_else(counterpart);
        let scope = Scope { includes: &includes, names, home, ..scope.limited(limits) };
        let workspace = self.load(&Scope { paths: &paths, exclude_paths: &exclude_paths, ..scope })?;
        Ok(workspace.empty_unless_found(limits, &paths))
    }

    /// Reads what breaking rules need of it: not the files that did not change, and with `limit_to_new` only files that
    /// the new side has.
    pub fn side_of(
        &self,
        new: &Workspace,
        scope: &Scope<'_>,
        limit_to_new: bool,
    ) -> Result<OldSide, Failure> {
        let mut workspace = self.read(new, scope)?;
        let is_new = workspace.is_empty();
        let earlier = self.earlier.iter().map(|earlier| Ok(Snapshot::of(earlier.read(new, scope)?)));
        let earlier = earlier.collect::<Result<_, Failure>>()?;
        if limit_to_new {
            workspace.keep_targets_of(new);
        }
        workspace.drop_unchanged(new);
        Ok(OldSide { workspace, earlier, is_new })
    }
}

/// The parsed old side of a workspace.
pub struct OldSide {
    workspace: Workspace,
    /// The compiled versions before that.
    earlier: Vec<Snapshot>,
    /// Whether none of the new files existed.
    pub is_new: bool,
}

impl OldSide {
    /// Compiles it.
    pub fn compile(self) -> Snapshot {
        Snapshot { earlier: self.earlier, ..Snapshot::of(self.workspace) }
    }
}

/// The paths in which to look for the repository of a revision.
fn places(new: Option<&InputPaths>) -> &[String] {
    new.map_or(&[], |new| &new.paths)
}

impl Scope<'_> {
    /// The scope, in which `limits` may match no files.
    fn limited(self, limits: &[String]) -> Self {
        if limits.is_empty() { self } else { Self { may_be_empty: MayBeEmpty::All, ..self } }
    }
}

impl Workspace {
    /// The directory of the configuration.
    fn home(&self) -> Option<&Path> {
        self.settings.home.as_deref()
    }

    /// The workspace without files, if none of the limits exists on this side.
    fn empty_unless_found(mut self, limits: &[String], paths: &[String]) -> Self {
        if paths.is_empty() && !limits.is_empty() {
            self.keep_targets(|_| false);
        }
        self
    }

    /// Drops files that the other side does not have.
    fn keep_targets_of(&mut self, other: &Self) {
        let names: FxHashSet<&str> = other.modules.iter().flatten().map(|target| &*target.name).collect();
        self.keep_targets(|target| names.contains(&*target.name));
    }

    /// Drops files that are unchanged and in the same module in `new`, because comparing them finds nothing: rules look
    /// for elements of the old side that are missing or different. Files that others refer to stay as imports.
    fn drop_unchanged(&mut self, new: &Self) {
        let Some(pairs) = pairs(&self.roots(), &new.roots()) else { return };
        let unchanged = self.loaded.unchanged(&new.loaded);
        let mut needed: FxHashSet<String> = FxHashSet::default();
        for (old, new) in pairs.into_iter().map(|(old, place)| (&self.modules[old], &new.modules[place])) {
            let kept: FxHashSet<&str> = new.iter().map(|target| &*target.name).collect();
            let is_left = |name: &str| unchanged.contains(name) && kept.contains(name);
            needed
                .extend(old.iter().filter(|target| !is_left(&target.name)).map(|target| target.name.clone()));
        }
        self.loaded.keep_roots(|file| needed.contains(&*file.name));
    }

    /// Its modules, for pairing.
    fn roots(&self) -> Vec<Root<'_>> {
        let modules = self.settings.modules.iter().zip(&self.modules);
        modules.map(|(module, files)| (&module.roots[..], !files.is_empty())).collect()
    }
}
