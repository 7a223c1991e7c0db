//! The `--against` side. Files that did not change are reused.

use std::path::Path;

use rustc_hash::FxHashSet;

use super::counterpart::{Counterparts, Named};
use super::pairing::{Root, pairs};
use super::snapshot::Snapshot;
use crate::compile::EarlierFiles;
use crate::config::Against;
use crate::input::{Files, Input};
use crate::workspace::{Failure, MayBeEmpty, Scope, Sources, Workspace};

/// What there was, opened.
pub struct OldInput {
    sources: Sources,
    /// The directory or file that the user named, unless that is all of a revision or an archive.
    place: Option<String>,
    /// What there is now; `None` where that was compiled before.
    new: Option<Named>,
    /// How the user named what there was.
    typed: String,
    /// What was before that.
    earlier: Vec<Self>,
}

impl OldInput {
    /// Finds what there was of `new`, and what was before that.
    pub fn open(new: Option<&Named>, typed: &str, history: &[String]) -> Result<Self, String> {
        Self::found(Input::open(typed, places(new))?, new, typed, history)
    }

    /// Finds what the configuration in `home` compares `new` with, and what was before that.
    pub fn configured(
        new: Option<&Named>,
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

    fn found(input: Input, new: Option<&Named>, typed: &str, history: &[String]) -> Result<Self, String> {
        let is_whole = matches!(input, Input::Files(Files { path: None, .. }));
        let mut sources = Sources::from(input);
        let mut place = None;
        if let (Sources::Files { tree, paths, .. }, Some(new)) = (&mut sources, new) {
            let old = Named { tree: tree.clone(), paths: paths.clone() };
            place = old.paths.first().filter(|_| !is_whole).cloned();
            let between = Counterparts { new, old: &old, home: None };
            let same = new.paths.iter().map(|path| between.same_place(path)).collect();
            let same: Option<Vec<String>> = if is_whole { same } else { between.targets() };
            // A file can be new; a directory can have had another name.
            let is_missing = |(path, then): &(&String, &String)| {
                new.tree.is_dir(Path::new(path)) && !tree.exists(Path::new(then))
            };
            if let Some((missing, _)) = new.paths.iter().zip(same.iter().flatten()).find(is_missing) {
                let spell = format!("name the directory to compare with, as `{typed}:path/in/it`");
                return Err(format!("{typed}: there is no `{missing}` in it; {spell}"));
            }
            *paths = same.unwrap_or(old.paths);
        }
        let earlier = history.iter().map(|typed| Self::open(new, typed, &[])).collect::<Result<_, _>>()?;
        Ok(Self { sources, place, new: new.cloned(), typed: typed.to_owned(), earlier })
    }

    /// Reads it. Files that are the same now are those of `new`. The paths of the scope are those of what there is now.
    pub fn read(&self, new: &Workspace, scope: &Scope<'_>) -> Result<Workspace, Failure> {
        let known = EarlierFiles::of(&new.loaded.files);
        let scope = Scope { known, may_be_empty: MayBeEmpty::Modules, ..scope.clone() };
        match (&self.new, &self.sources) {
            (None, _) => {
                let mut workspace = self.load(&Scope { paths: &[], exclude_paths: &[], ..scope.clone() })?;
                // Beside a descriptor set, as with buf, a path of what there was can be excluded, too.
                workspace.keep_targets(|target| scope.takes(&target.name) && !scope.excludes(&target.path));
                Ok(workspace)
            }
            (Some(named), Sources::Image(_)) => self.read_image(new, named, scope),
            (Some(named), Sources::Files { tree, paths, package }) => {
                let old = Named { tree: tree.clone(), paths: paths.clone() };
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

    /// Reads a descriptor set, in which paths are names.
    fn read_image(&self, new: &Workspace, named: &Named, scope: Scope<'_>) -> Result<Workspace, Failure> {
        let limits = if named.are_files() { &named.paths } else { scope.paths };
        let paths = new.names_of(&named.tree, limits);
        let mut exclude_paths = new.names_of(&named.tree, scope.exclude_paths);
        // buf takes them for names, and what only the set has can only be named so.
        exclude_paths.extend_from_slice(scope.exclude_paths);
        let workspace =
            self.load(&Scope { paths: &paths, exclude_paths: &exclude_paths, ..scope.limited(limits) })?;
        Ok(workspace.unless_nothing_is_meant(limits, &paths))
    }

    /// Reads files. Where files are named, and directories of what there was, only the same files are meant.
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
        // A configuration may have been written since.
        let includes = scope.includes.iter().chain(&new.includes);
        let includes: Vec<String> = includes.map(|include| between.include(include)).collect();
        let names = between.names(new.inferred_names());
        // A configuration that is given for what there was is for what was named, as with buf; where that is all there
        // was, it replaces the one that corresponds to that of what there is.
        let counterpart = || Counterparts { home: None, ..between }.of(&between.home?.to_string_lossy());
        let home = self.place.clone().or_else(counterpart);
        let scope = Scope { includes: &includes, names, home, ..scope.limited(limits) };
        let workspace = self.load(&Scope { paths: &paths, exclude_paths: &exclude_paths, ..scope })?;
        Ok(workspace.unless_nothing_is_meant(limits, &paths))
    }

    /// Reads what there is to compare with a workspace; of the files that this has, if it is to be limited to them.
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
        workspace.leave_unchanged(new);
        Ok(OldSide { workspace, earlier, is_new })
    }
}

/// What there was of a workspace, parsed.
pub struct OldSide {
    workspace: Workspace,
    /// What was before that, compiled.
    earlier: Vec<Snapshot>,
    /// Whether there was nothing of what there is now.
    pub is_new: bool,
}

impl OldSide {
    /// Compiles it.
    pub fn compile(self) -> Snapshot {
        Snapshot { earlier: self.earlier, ..Snapshot::of(self.workspace) }
    }
}

/// Where to look for the repository of a revision.
fn places(new: Option<&Named>) -> &[String] {
    new.map_or(&[], |new| &new.paths)
}

impl Scope<'_> {
    /// The same, where paths that limit it may leave nothing.
    fn limited(self, limits: &[String]) -> Self {
        if limits.is_empty() { self } else { Self { may_be_empty: MayBeEmpty::All, ..self } }
    }
}

impl Workspace {
    /// The directory of the configuration.
    fn home(&self) -> Option<&Path> {
        self.settings.home.as_deref()
    }

    /// Without any file, if none of the paths to stay in has a place on this side.
    fn unless_nothing_is_meant(mut self, limits: &[String], paths: &[String]) -> Self {
        if paths.is_empty() && !limits.is_empty() {
            self.keep_targets(|_| false);
        }
        self
    }

    /// Leaves out files whose names no file of the other side has.
    fn keep_targets_of(&mut self, other: &Self) {
        let names: FxHashSet<&str> = other.modules.iter().flatten().map(|target| &*target.name).collect();
        self.keep_targets(|target| names.contains(&*target.name));
    }

    /// Does not ask for files that a comparison with `new` could tell nothing of: they are in the same module there, and
    /// mean the same. What rules look for is what the old side had and the new one has not, or has otherwise, so a file
    /// with which that cannot be is missed by none of them; what others refer to in it stays, as an import.
    fn leave_unchanged(&mut self, new: &Self) {
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

    /// Its modules, as they are paired.
    fn roots(&self) -> Vec<Root<'_>> {
        let modules = self.settings.modules.iter().zip(&self.modules);
        modules.map(|(module, files)| (&module.roots[..], !files.is_empty())).collect()
    }
}
