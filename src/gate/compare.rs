//! What two inputs have to do with each other: their modules, and what the change from one to the other breaks.

use std::path::Path;

use rustc_hash::FxHashSet;

use super::approved::Approved;
use super::counterpart::Named;
use super::findings::Findings;
use super::old::OldInput;
use super::overrides;
use super::pairing::module_pairs;
use super::request::{Comparison, Request};
use super::snapshot::{Module, Snapshot};
use crate::breaking::{Finding, Pair, keep_one_renumbered};
use crate::diag::Diagnostic;
use crate::files::{Symlinks, Tree};
use crate::lint::{Suppressions, is_stable, version};
use crate::schema::FileId;
use crate::workspace::{Failure, Filter, MayBeEmpty, Notify, Scope, Sources, Workspace, nothing_to_check};

/// A comparison of one input with another.
#[derive(Clone, Copy, Debug)]
pub struct Compare<'a> {
    /// What there is now, as the user named it.
    pub input: &'a str,
    /// What of both inputs to compare.
    pub request: &'a Request,
    /// What to compare with.
    pub comparison: &'a Comparison,
    /// The configuration of what there was, which only says which files there are.
    pub against_config: &'a [String],
    /// Whether nothing is said about files that are only imported.
    pub exclude_imports: bool,
    /// Whether only files that the input has are compared, so that nothing is said about deleted ones.
    pub limit_to_input_files: bool,
    /// Hears what the user should know.
    pub notify: &'a dyn Notify,
}

impl Compare<'_> {
    /// Opens what there is now.
    pub fn open(&self) -> Result<Sources, String> {
        Sources::open(&[self.input.to_owned()])
    }

    /// Opens what there was, and compiles both.
    pub fn load(&self, sources: Sources) -> Result<(Pair<Snapshot>, OldInput), Failure> {
        let Comparison { against, history, .. } = self.comparison;
        let named = Named::of(&sources);
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

    /// Compiles other texts of what there is now.
    pub fn load_again(&self, sources: Sources, old: &OldInput) -> Result<Pair<Snapshot>, Failure> {
        self.compile(self.read(sources)?, old)
    }

    /// Reads what there is now, and chooses the rules it is held to.
    fn read(&self, sources: Sources) -> Result<Workspace, Failure> {
        let Request { paths, only, skip, .. } = self.request;
        // What was deleted may have been all there was of a path.
        let may_be_empty = if paths.is_empty() { MayBeEmpty::Modules } else { MayBeEmpty::All };
        let scope = Scope { may_be_empty, ..self.request.scope(self.notify) };
        let mut new = Workspace::single(sources, self.input, &scope)?;
        new.judge(|module| module.breaking.faults.clone())?;
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
            self.notify.note(&format!("{} is new: there is nothing to compare it with", self.named()));
        }
        let (new, old) = rayon::join(|| Snapshot::of(new), || old.compile());
        Ok(Pair { old, new })
    }

    /// What is compared, as the user knows it.
    fn named(&self) -> String {
        let paths = &self.request.paths;
        if paths.is_empty() { self.input.to_owned() } else { paths.join(", ") }
    }

    fn nothing_to_compare(&self) -> String {
        let Request { paths, exclude_paths, .. } = self.request;
        let filter = Filter::new(&Tree::Disk, paths, exclude_paths, Symlinks::default());
        nothing_to_check(&[self.input.to_owned()], &filter)
    }

    /// What does not compile, or otherwise what the change breaks and nobody approved.
    pub fn findings(&self, Pair { mut new, old }: Pair<Snapshot>) -> Result<Findings, Failure> {
        let mut approved = Approved::default();
        let approvals = self.comparison.approvals.as_deref();
        let mut diagnostics = changes(&new, old, self.exclude_imports, &mut approved, approvals)?;
        diagnostics.append(&mut new.errors);
        diagnostics.extend(approved.check());
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

/// Why there is no comparison.
pub const NO_AGAINST: &str =
    "there is nothing to compare with: add `--against`, or `against` to `[breaking]` of protolint.toml";

/// What the change breaks and nobody approved, or what of the old side does not compile: what is missing then would look
/// deleted. What of the new side does not compile is left to the caller.
pub fn changes(
    new: &Snapshot,
    mut old: Snapshot,
    exclude_imports: bool,
    approved: &mut Approved,
    approvals: Option<&Path>,
) -> Result<Vec<Diagnostic>, Failure> {
    let mut found = old.errors_then();
    if found.is_empty() && new.errors.is_empty() {
        found = approved.take(approvals, broken(new, &old, exclude_imports)?, new)?;
    }
    // The process ends soon: giving a large schema back piece by piece would only take time.
    std::mem::forget(old);
    Ok(found)
}

/// What the change breaks, module by module.
pub fn broken(new: &Snapshot, old: &Snapshot, exclude_imports: bool) -> Result<Vec<Finding>, Failure> {
    let mut found = Vec::new();
    for pair in module_pairs(new, old)? {
        found.extend(compare(exclude_imports, new, old, &pair));
    }
    Ok(found)
}

/// What the change of a module breaks.
fn compare(exclude_imports: bool, new: &Snapshot, old: &Snapshot, module: &Pair<Module>) -> Vec<Finding> {
    let mut found = overrides::broken(new, old, module);
    let [own_new, own_old] =
        [&module.new, &module.old].map(|module| module.files.iter().copied().collect::<FxHashSet<FileId>>());
    let is_import =
        |found: &Finding| found.new.is_some_and(|id| !own_new.contains(&id)) || !own_old.contains(&found.old);
    // What a module without files does not import any more may be there.
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

/// Whether a package has a version that promises nothing.
fn is_unstable(package: &str) -> bool {
    version(package).is_some_and(|version| !is_stable(version))
}
