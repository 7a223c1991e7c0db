//! Compares two inputs module by module.

use std::path::Path;

use rustc_hash::FxHashSet;

use super::approved::AppliedApprovals;
use super::counterpart::InputPaths;
use super::findings::Findings;
use super::old::OldInput;
use super::overrides;
use super::pairing::module_pairs;
use super::request::{Comparison, Request};
use super::snapshot::{Module, Snapshot};
use crate::breaking::{Finding, Pair, keep_one_renumbered};
use crate::diag::{Diagnostic, sort};
use crate::files::{Symlinks, Tree};
use crate::lint::{Suppressions, is_stable, version};
use crate::naming::{Filter, MayBeEmpty, Notify, nothing_to_check};
use crate::schema::FileId;
use crate::workspace::{Failure, Scope, Sources, Workspace};

/// A comparison of one input with another.
#[derive(Clone, Copy, Debug)]
pub struct Compare<'a> {
    /// The new version, as the user named it.
    pub input: &'a str,
    /// What to compare of both inputs.
    pub request: &'a Request,
    /// What to compare with.
    pub comparison: &'a Comparison,
    /// The configuration of the old version; only its list of files is used.
    pub against_config: &'a [String],
    /// Whether to skip files that are only imported.
    pub exclude_imports: bool,
    /// Whether to compare only files that the new version has, so that deleted files are not reported.
    pub limit_to_input_files: bool,
    /// Receives notes for the user.
    pub notify: &'a dyn Notify,
}

impl Compare<'_> {
    /// Opens the new version.
    pub fn open(&self) -> Result<Sources, String> {
        Sources::open(&[self.input.to_owned()])
    }

    /// Opens the old version, and compiles both.
    pub fn load(&self, sources: Sources) -> Result<(Pair<Snapshot>, OldInput), Failure> {
        let Comparison { against, history, .. } = self.comparison;
        let named = InputPaths::of(&sources);
        let named = named.as_ref();
        let (new, old) = if let Some(against) = against {
            let open = || OldInput::open(named, against, history);
            let (new, old) = rayon::join(|| self.read(sources), open);
            (new?, old?)
        } else {
            let new = self.read(sources)?;
            let against = new.settings.against.as_ref().ok_or_else(|| NO_AGAINST.to_owned())?;
            let home = new.settings.home.as_deref();
            let old = OldInput::configured(named, against, home, history, self.request.trust_config)?;
            (new, old)
        };
        Ok((self.compile(new, &old)?, old))
    }

    /// Compiles the new version with changed files.
    pub fn load_again(&self, sources: Sources, old: &OldInput) -> Result<Pair<Snapshot>, Failure> {
        self.compile(self.read(sources)?, old)
    }

    /// Reads the new version, and selects its rules.
    fn read(&self, sources: Sources) -> Result<Workspace, Failure> {
        let Request { paths, only, skip, .. } = self.request;
        // All files of a path may have been deleted.
        let may_be_empty = if paths.is_empty() { MayBeEmpty::Modules } else { MayBeEmpty::All };
        let scope = Scope { may_be_empty, ..self.request.scope(self.notify) };
        let mut new = Workspace::single(sources, self.input, &scope)?;
        new.check_configuration(|module| module.breaking.faults.clone())?;
        for module in &mut new.settings.modules {
            module.breaking.choose(only, skip)?;
        }
        Ok(new)
    }

    fn compile(&self, new: Workspace, old: &OldInput) -> Result<Pair<Snapshot>, Failure> {
        let scope = Scope { config: self.against_config, ..self.request.scope(self.notify) };
        let old = old.side_of(&new, &scope, self.limit_to_input_files)?;
        if old.is_new {
            if new.is_empty() {
                return Err(self.nothing_to_compare().into());
            }
            self.notify.note(&format!("{} is new: there is no older version to compare with", self.named()));
        }
        let (new, old) = rayon::join(|| Snapshot::of(new), || old.compile());
        Ok(Pair { old, new })
    }

    /// What is compared, for messages.
    fn named(&self) -> String {
        let paths = &self.request.paths;
        if paths.is_empty() { self.input.to_owned() } else { paths.join(", ") }
    }

    fn nothing_to_compare(&self) -> String {
        let Request { paths, exclude_paths, .. } = self.request;
        let filter = Filter::new(&Tree::Disk, paths, exclude_paths, Symlinks::default());
        nothing_to_check(&[self.input.to_owned()], &filter)
    }

    /// The compile errors, or otherwise the breaking changes that are not approved.
    pub fn findings(&self, Pair { mut new, old }: Pair<Snapshot>) -> Result<Findings, Failure> {
        let mut approved = AppliedApprovals::default();
        let approvals = self.comparison.approvals.as_deref();
        let mut diagnostics = unapproved(&new, old, self.exclude_imports, &mut approved, approvals)?;
        diagnostics.append(&mut new.errors);
        diagnostics.extend(approved.check());
        sort(&mut diagnostics);
        let files = new.modules.iter().flat_map(|module| &module.files);
        Ok(Findings {
            diagnostics,
            files: files.map(|&id| new.file(id).path().into()).collect(),
            ran: new.rules(),
            home: new.home.take(),
            baseline: new.baseline.take(),
            schemas: vec![new.schema],
            ..Findings::default()
        })
    }
}

/// The error for a comparison without an older version.
pub const NO_AGAINST: &str =
    "nothing to compare with: add `--against`, or `against` to `[breaking]` of protolint.toml";

/// The breaking changes that are not approved, or the compile errors of the old side, in which missing elements would
/// look deleted. Compile errors of the new side are reported by the caller.
pub fn unapproved(
    new: &Snapshot,
    mut old: Snapshot,
    exclude_imports: bool,
    approved: &mut AppliedApprovals,
    approvals: Option<&Path>,
) -> Result<Vec<Diagnostic>, Failure> {
    let mut found = old.take_old_errors();
    if found.is_empty() && new.errors.is_empty() {
        found = approved.filter(approvals, broken(new, &old, exclude_imports)?, new)?;
    }
    // The process is about to exit: freeing a large schema would only take time.
    std::mem::forget(old);
    Ok(found)
}

/// The breaking changes of all modules.
pub fn broken(new: &Snapshot, old: &Snapshot, exclude_imports: bool) -> Result<Vec<Finding>, Failure> {
    let mut found = Vec::new();
    for pair in module_pairs(new, old)? {
        found.extend(compare(exclude_imports, new, old, &pair));
    }
    Ok(found)
}

/// The breaking changes of a module.
fn compare(exclude_imports: bool, new: &Snapshot, old: &Snapshot, module: &Pair<Module>) -> Vec<Finding> {
    let mut found = overrides::broken(new, old, module);
    let [own_new, own_old] =
        [&module.new, &module.old].map(|module| module.files.iter().copied().collect::<FxHashSet<FileId>>());
    let is_import =
        |found: &Finding| found.new.is_some_and(|id| !own_new.contains(&id)) || !own_old.contains(&found.old);
    // A module without files no longer imports anything, but its imports may still exist.
    if exclude_imports || module.new.files.is_empty() {
        found.retain(|found| !is_import(found));
    }
    found.retain(|found| {
        let files = found.new.map(|id| new.file(id)).into_iter().chain([old.file(found.old)]);
        let rule = found.diagnostic.code;
        let mut dropped = files.map(|file| {
            module.new.ignores(rule, file.name())
                || module.new.settings.ignore_unstable_packages && is_unstable(file.package())
        });
        !dropped.any(|dropped| dropped)
    });
    let mut suppressions = Suppressions::new(&new.schema, &module.new.files, module.new.comments);
    suppressions.suppress(&mut found, |found| &found.diagnostic);
    if !module.new.settings.repeats_renumbered {
        keep_one_renumbered(&mut found);
    }
    found
}

/// Whether a package has an unstable version.
fn is_unstable(package: &str) -> bool {
    version(package).is_some_and(|version| !is_stable(version))
}
