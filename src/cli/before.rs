//! What there was, as a comparison needs it: what is the same now is neither parsed nor compiled again.

use std::path::Path;

use rustc_hash::FxHashSet;

use super::Failure;
use super::compared::Compared;
use super::parts::{Part, Scope, Target};
use super::sources::Sources;
use crate::compile::Known;
use crate::config::Against;
use crate::input::Input;

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
    /// How the user named it.
    typed: String,
    /// What was before that.
    earlier: Vec<Self>,
}

impl Before {
    /// Finds what `paths` on the disk are compared with, and what was before that.
    pub fn open(paths: &[String], typed: &str, history: &[String]) -> Result<Self, String> {
        Self::found(Input::open(typed)?, paths, typed, history)
    }

    /// Finds what the configuration in `home` compares `paths` with, and what was before that.
    pub fn configured(
        paths: &[String],
        against: &Against,
        home: Option<&Path>,
        history: &[String],
        trust: TrustArgs,
    ) -> Result<Self, String> {
        let Against { input: typed, is_from_file } = against;
        let input = if *is_from_file && !trust.trusts() {
            Input::open_configured(typed, home.unwrap_or(Path::new("")))
        } else {
            Input::open(typed)
        };
        Self::found(input?, paths, typed, history)
    }

    fn found(input: Input, paths: &[String], typed: &str, history: &[String]) -> Result<Self, String> {
        let sources = Sources::beside(input, paths, typed)?;
        let earlier = history.iter().map(|typed| Self::open(paths, typed, &[])).collect::<Result<_, _>>()?;
        Ok(Self { sources, typed: typed.to_owned(), earlier })
    }

    /// Reads it. Files that are the same now are those of `new`.
    pub fn read(&self, new: &Part, scope: &Scope<'_>) -> Result<Part, Failure> {
        let scope = Scope { known: Known::of(&new.loaded.files), ..scope.clone() };
        Part::the_only(self.sources.clone(), &self.typed, &scope)
    }

    /// Reads and compiles what was before it.
    pub fn read_earlier(&self, new: &Part, scope: &Scope<'_>) -> Result<Vec<Compared>, Failure> {
        self.earlier.iter().map(|earlier| Ok(Compared::of(earlier.read(new, scope)?))).collect()
    }
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
        let (old_modules, new_modules) = (self.peopled_modules(), new.peopled_modules());
        if old_modules.len() != new_modules.len() {
            return;
        }
        let unchanged = self.loaded.unchanged(&new.loaded);
        let mut needed: FxHashSet<String> = FxHashSet::default();
        for (old, new) in old_modules.into_iter().zip(new_modules) {
            let kept: FxHashSet<&str> = new.iter().map(|target| &*target.name).collect();
            let is_left = |name: &str| unchanged.contains(name) && kept.contains(name);
            needed
                .extend(old.iter().filter(|target| !is_left(&target.name)).map(|target| target.name.clone()));
        }
        self.loaded.keep_roots(|file| needed.contains(&*file.name));
    }

    /// The modules that have files: it is these that are compared, one by one.
    fn peopled_modules(&self) -> Vec<&[Target]> {
        self.modules.iter().filter(|module| !module.is_empty()).map(Vec::as_slice).collect()
    }
}
