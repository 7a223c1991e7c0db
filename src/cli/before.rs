//! What there was, as a comparison needs it: what is the same now is neither parsed nor compiled again.

use std::path::Path;

use rustc_hash::{FxHashMap, FxHashSet};

use super::Failure;
use super::compared::Compared;
use super::counterpart::{Counterparts, Named};
use super::filter::MayBeEmpty;
use super::parts::{Part, Scope};
use super::sources::Sources;
use crate::compile::{Known, clean_path};
use crate::config::{Against, join};
use crate::input::{Files, Input};

/// Whether the user vouches for what configuration files say.
#[derive(clap::Args, Clone, Copy, Debug)]
pub struct TrustArgs {
    /// Let configuration files name repositories on other machines, and those inside the working tree
    /// [env: `PROTOLINT_TRUST_CONFIG=1`]
    #[arg(long)]
    trust_config: bool,
}

impl TrustArgs {
    fn trusts(self) -> bool {
        self.trust_config || std::env::var_os("PROTOLINT_TRUST_CONFIG").is_some_and(|value| value == "1")
    }
}

/// What there was, found.
pub struct Before {
    sources: Sources,
    /// What there is now; `None` where that was compiled before.
    new: Option<Named>,
    /// How the user named what there was.
    typed: String,
    /// What was before that.
    earlier: Vec<Self>,
}

impl Before {
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
        trust: TrustArgs,
    ) -> Result<Self, String> {
        let Against { input: typed, is_from_file } = against;
        let input = if *is_from_file && !trust.trusts() {
            Input::open_configured(typed, home.unwrap_or(Path::new("")), places(new))
        } else {
            Input::open(typed, places(new))
        };
        Self::found(input?, new, typed, history)
    }

    fn found(input: Input, new: Option<&Named>, typed: &str, history: &[String]) -> Result<Self, String> {
        let is_whole = matches!(input, Input::Files(Files { path: None, .. }));
        let mut sources = Sources::from(input);
        if let (Sources::Files { tree, paths, .. }, Some(new)) = (&mut sources, new) {
            let old = Named { tree: tree.clone(), paths: paths.clone() };
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
        Ok(Self { sources, new: new.cloned(), typed: typed.to_owned(), earlier })
    }

    /// Reads it. Files that are the same now are those of `new`. The paths of the scope are those of what there is now.
    pub fn read(&self, new: &Part, scope: &Scope<'_>) -> Result<Part, Failure> {
        let known = Known::of(&new.loaded.files);
        let scope = Scope { known, may_be_empty: MayBeEmpty::Modules, ..scope.clone() };
        let read = |scope| Part::the_only(self.sources.clone(), &self.typed, scope);
        let Some(named) = &self.new else {
            let mut part = read(&Scope { paths: &[], exclude_paths: &[], ..scope.clone() })?;
            // Beside a descriptor set, as with buf, a path of what there was can be excluded, too.
            part.keep_targets(|target| scope.takes(&target.name) && !scope.excludes(&target.path));
            return Ok(part);
        };
        let between = |old: &Named, paths: &[String]| {
            Counterparts { new: named, old, home: new.settings.home.as_deref() }.of_all(paths)
        };
        let (are_files, old) = match &self.sources {
            Sources::Image(_) => (named.are_files(), None),
            Sources::Files { tree, paths, package } => {
                let old = Named { tree: tree.clone(), paths: paths.clone() };
                (named.are_files() && !old.are_files() && !package, Some(old))
            }
        };
        let limits = if are_files { &named.paths } else { scope.paths };
        let [paths, mut exclude_paths] = [limits, scope.exclude_paths].map(|paths| match &old {
            Some(old) => between(old, paths),
            None => new.names_of(&named.tree, paths),
        });
        if old.is_none() {
            // buf takes them for names, and what only the set has can only be named so.
            exclude_paths.extend_from_slice(scope.exclude_paths);
        }
        let then = |include: &String| -> Option<String> {
            let (prefix, directory) = include.split_once('=').unwrap_or(("", include));
            let there = Counterparts { new: named, old: old.as_ref()?, home: None }.anywhere(directory)?;
            Some(if prefix.is_empty() { there } else { format!("{prefix}={there}") })
        };
        // A configuration may have been written since.
        let configured = new.includes.iter().filter(|_| old.is_some());
        let includes = scope.includes.iter().chain(configured);
        let includes: Vec<String> =
            includes.map(|include| then(include).unwrap_or_else(|| include.clone())).collect();
        let may_be_empty = if limits.is_empty() { MayBeEmpty::Modules } else { MayBeEmpty::All };
        let called =
            old.as_ref().map_or_else(FxHashMap::default, |old| then_named(named, old, new.inferred_names()));
        // A configuration that is given for what there was replaces the one that corresponds to that of what there is.
        let home =
            new.settings.home.as_ref().zip(old.as_ref()).and_then(|(home, old)| {
                Counterparts { new: named, old, home: None }.of(&home.to_string_lossy())
            });
        let scope = Scope { includes: &includes, names: called, home, ..scope };
        let mut part = read(&Scope { paths: &paths, exclude_paths: &exclude_paths, may_be_empty, ..scope })?;
        if paths.is_empty() && !limits.is_empty() {
            part.keep_targets(|_| false);
        }
        Ok(part)
    }

    /// Reads and compiles what was before it.
    pub fn read_earlier(&self, new: &Part, scope: &Scope<'_>) -> Result<Vec<Compared>, Failure> {
        self.earlier.iter().map(|earlier| Ok(Compared::of(earlier.read(new, scope)?))).collect()
    }
}

/// Where to look for the repository of a revision.
fn places(new: Option<&Named>) -> &[String] {
    new.map_or(&[], |new| &new.paths)
}

impl Part {
    /// Leaves out files whose names no file of the other side has.
    pub fn keep_targets_of(&mut self, other: &Self) {
        let names: FxHashSet<&str> = other.modules.iter().flatten().map(|target| &*target.name).collect();
        self.keep_targets(|target| names.contains(&*target.name));
    }

    /// Does not ask for files that a comparison with `new` could tell nothing of: they are in the same module there, and
    /// mean the same. What rules look for is what the old side had and the new one has not, or has otherwise, so a file
    /// with which that cannot be is missed by none of them; what others refer to in it stays, as an import.
    pub fn leave_unchanged(&mut self, new: &Self) {
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

/// Names of files, by the paths they had then.
fn then_named(new: &Named, old: &Named, names: FxHashMap<String, String>) -> FxHashMap<String, String> {
    let ([new], [old]) = (&new.paths[..], &old.paths[..]) else { return names };
    let (new, old) = (clean_path(new), clean_path(old));
    if new == old {
        return names;
    }
    let then = |(path, name): (String, String)| {
        let rest = if new.is_empty() { &path } else { path.strip_prefix(&new)?.strip_prefix('/')? };
        Some((join(&old, rest), name))
    };
    names.into_iter().filter_map(then).collect()
}

/// A module of one side: the directories in which the names of its files begin, and whether it has any.
pub type Root<'m> = (&'m [String], bool);

/// The modules of two sides that are compared, by their places, if they can be told: they go by their order, as with buf,
/// and by their directories where there are not as many; by the order of those with files where that tells nothing.
pub fn pairs(old: &[Root<'_>], new: &[Root<'_>]) -> Option<Vec<(usize, usize)>> {
    if old.len() == new.len() {
        return Some((0..old.len()).map(|place| (place, place)).collect());
    }
    let peopled =
        |side: &[Root<'_>]| -> Vec<usize> { (0..side.len()).filter(|&place| side[place].1).collect() };
    let (old_places, new_places) = (peopled(old), peopled(new));
    let same = |place: &usize| {
        let roots = old[*place].0;
        let other = new.iter().position(|(other, _)| !roots.is_empty() && *other == roots)?;
        Some((*place, other))
    };
    let by_roots: Option<Vec<_>> = old_places.iter().map(same).collect();
    by_roots.or_else(|| {
        (old_places.len() == new_places.len()).then(|| old_places.into_iter().zip(new_places).collect())
    })
}
