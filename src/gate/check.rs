//! Compiles and lints the inputs, and compares them with an older version.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use rustc_hash::{FxHashMap, FxHashSet};

use super::approved::AppliedApprovals;
use super::compare::{NO_AGAINST, unapproved};
use super::compiled::{CompiledWorkspace, add};
use super::counterpart::InputPaths;
use super::findings::Findings;
use super::old::{OldInput, OldSide};
use super::request::{Comparison, Request};
use super::snapshot::Snapshot;
use crate::compile::Timings;
use crate::config::{self, Module};
use crate::diag::{Diagnostic, Place, sort};
use crate::input::Changes;
use crate::lint::is_suppressible;
use crate::naming::{MayBeEmpty, Notify};
use crate::workspace::{Configured, Failure, Scope, Sources, Workspace, several, workspaces};

/// A check of the inputs.
#[derive(Clone, Copy, Debug)]
pub struct Check<'a> {
    /// What to check.
    pub request: &'a Request,
    /// What to compare with; with `None`, a configured comparison is ignored too.
    pub comparison: Option<&'a Comparison>,
    /// Receives notes for the user.
    pub notify: &'a dyn Notify,
}

impl Check<'_> {
    /// Compiles and lints the sources, and detects breaking changes if an older version is named or configured. With
    /// `changes`, only changed files are reported. Fails if an input is missing or a configuration is invalid.
    pub fn run(
        self,
        sources: Sources,
        changes: Option<&Changes>,
        timings: &mut Timings,
    ) -> Result<Findings, Failure> {
        // All files may have been deleted.
        let may_be_empty =
            if changes.is_some_and(Changes::delete_protos) { MayBeEmpty::All } else { MayBeEmpty::Nothing };
        let mut run = CheckRun {
            request: self.request,
            comparison: self.comparison,
            changes,
            named: InputPaths::of(&sources),
            configured: changes.map_or_else(Vec::new, |changes| changes.directories_of(&config::FILES)),
            reconfigured: FxHashSet::default(),
            scope: Scope { may_be_empty, ..self.request.scope(self.notify) },
            timings,
            approved: AppliedApprovals::default(),
            all: Findings::default(),
        };
        if run.has_work() {
            run.run(sources)?;
        } else {
            run.check_configurations()?;
        }
        Ok(run.finish())
    }
}

/// A run over all workspaces of the inputs.
struct CheckRun<'a> {
    request: &'a Request,
    comparison: Option<&'a Comparison>,
    changes: Option<&'a Changes>,
    /// The inputs; `None` for a descriptor set.
    named: Option<InputPaths>,
    /// The directories whose configuration changed.
    configured: Vec<PathBuf>,
    /// The paths of files whose configuration changed: all findings in them may be new.
    reconfigured: FxHashSet<Box<str>>,
    scope: Scope<'a>,
    timings: &'a mut Timings,
    approved: AppliedApprovals,
    all: Findings,
}

impl CheckRun<'_> {
    /// Whether any change can cause findings. Deleted files can break imports and comparisons.
    fn has_work(&self) -> bool {
        let touches = |changes: &Changes| changes.touch_protos() || changes.delete_protos();
        self.changes.is_none_or(touches) || !self.configured.is_empty()
    }

    /// Fails if a configuration that applies is invalid. Only called if no schema is read, which would report it too.
    fn check_configurations(&self) -> Result<(), Failure> {
        let Some(named) = &self.named else { return Ok(()) };
        let configured = Configured::new(self.scope.config)?;
        for path in &named.paths {
            let Some(located) = configured.applicable(&named.tree, path)? else { continue };
            let modules = located.settings.modules.iter();
            let compares = self.compares(located.settings.against.is_some());
            let faults: Vec<Diagnostic> = modules.flat_map(|module| faults(module, compares)).collect();
            if !faults.is_empty() {
                return Err(faults.into());
            }
        }
        Ok(())
    }

    /// Whether breaking rules run.
    fn compares(&self, is_configured: bool) -> bool {
        self.comparison
            .is_some_and(|comparison| !self.request.as_buf || comparison.against.is_some() || is_configured)
    }

    fn run(&mut self, sources: Sources) -> Result<(), Failure> {
        let against = self.comparison.and_then(|comparison| Some((comparison.against.as_ref()?, comparison)));
        let open = |(typed, comparison): (&String, &Comparison)| {
            OldInput::open(self.named.as_ref(), typed, &comparison.history)
        };
        let (workspaces, old) =
            rayon::join(|| workspaces(sources, &self.scope), || against.map(open).transpose());
        let (workspaces, old) = (workspaces?, old?);
        self.timings.mark("read and parse");
        if old.is_some()
            && let [workspace, other, ..] = &workspaces[..]
        {
            return Err(several("--against", workspace, other).into());
        }
        let homes: BTreeSet<_> = workspaces.iter().map(|workspace| workspace.settings.home.clone()).collect();
        if homes.len() == 1 {
            self.all.home = homes.into_iter().flatten().next();
        }
        workspaces.into_iter().try_for_each(|workspace| self.check_workspace(workspace, old.as_ref()))
    }

    /// Lints a workspace, and compares it with its older version.
    fn check_workspace(&mut self, mut workspace: Workspace, named: Option<&OldInput>) -> Result<(), Failure> {
        self.apply_settings(&mut workspace)?;
        let configured = match (named, workspace.settings.against.take(), self.comparison) {
            (None, Some(against), Some(comparison)) => {
                let home = workspace.settings.home.as_deref();
                let trusted = self.request.trust_config;
                let new = self.named.as_ref();
                Some(OldInput::configured(new, &against, home, &comparison.history, trusted)?)
            }
            (None, None, Some(Comparison { history, .. })) if !history.is_empty() => {
                return Err(NO_AGAINST.to_owned().into());
            }
            _ => None,
        };
        let old = named.or(configured.as_ref());
        let old = old.map(|old| old.side_of(&workspace, &self.scope, false)).transpose()?;
        let mut lint = |workspace| {
            let compiled = CompiledWorkspace::of(workspace, self.timings);
            (compiled.lint(self.request.only.is_empty()), compiled)
        };
        let ((found, mut compiled), old) = rayon::join(|| lint(workspace), || old.map(OldSide::compile));
        self.all.notices.append(&mut compiled.settings.notices);
        self.timings.mark("lint");
        add(&mut self.all.diagnostics, found);
        let new = Snapshot::from(compiled);
        if let (Some(old), Some(comparison)) = (old, self.comparison) {
            let found = unapproved(&new, old, false, &mut self.approved, comparison.approvals.as_deref())?;
            self.all.diagnostics.extend(found);
            self.timings.mark("compare");
        }
        self.all.schemas.push(new.schema);
        Ok(())
    }

    /// Selects the rules, and records what the report needs to know about them.
    fn apply_settings(&mut self, workspace: &mut Workspace) -> Result<(), Failure> {
        let compares = self.compares(workspace.settings.against.is_some());
        workspace.check_configuration(|module| faults(module, compares))?;
        self.mark_reconfigured(workspace);
        self.all.notices.extend(self.unread_configuration(workspace));
        let Self { request, all, changes, reconfigured, .. } = self;
        for module in &mut workspace.settings.modules {
            module.choose(&request.only, &request.skip)?;
            all.ran.extend(module.lint.running());
        }
        all.notices.append(&mut workspace.settings.notices);
        all.unchecked |= request.runs(PROTOVALIDATE) && wants_protovalidate(workspace);
        all.baseline = all.baseline.take().or(workspace.settings.baseline.take());
        all.warnings |= request.only.is_empty() && workspace.settings.compiler_warnings;
        let is_of_interest = |path: &&str| {
            changes.is_none_or(|changes| reconfigured.contains(*path) || changes.contain(Path::new(path)))
        };
        all.files.extend(workspace.paths().filter(is_of_interest).map(Into::into));
        Ok(())
    }

    /// A note about nested configurations, which are not read in this run but would apply in a run on their directory.
    fn unread_configuration(&self, workspace: &Workspace) -> Option<Diagnostic> {
        let tree = &self.named.as_ref().filter(|named| named.tree.is_on_disk())?.tree;
        let home = workspace.settings.home.as_deref()?;
        if !tree.is_file(&home.join(config::NATIVE)) {
            return None;
        }
        let home = tree.absolute(home);
        let mut seen = BTreeSet::new();
        for path in workspace.paths() {
            let around = Path::new(path).ancestors().skip(1);
            let is_below = |directory: &Path| {
                let directory = tree.absolute(directory);
                directory != home && directory.starts_with(&home)
            };
            seen.extend(
                around
                    .take_while(|directory| !seen.contains(*directory) && is_below(directory))
                    .map(Path::to_owned)
                    .collect::<Vec<_>>(),
            );
        }
        let mut unread = seen
            .into_iter()
            .map(|directory| directory.join(config::NATIVE))
            .filter(|file| tree.is_file(file));
        let first = unread.next()?;
        let message = match unread.count() {
            0 => "this configuration is ignored: the one in a parent directory applies".to_owned(),
            more => format!(
                "this configuration and {more} more are ignored: the one in a parent directory applies"
            ),
        };
        let note = Diagnostic::note("configuration", Place::file(first.to_string_lossy()), message);
        Some(note.help(
            "check its directory in a separate run, or move its settings to `[[overrides]]` of the configuration that \
             applies",
        ))
    }

    /// Records the files of a workspace whose configuration changed.
    fn mark_reconfigured(&mut self, workspace: &Workspace) {
        let (Some(changes), Some(named)) = (self.changes, &self.named) else { return };
        let on_disk = |path: &Path| named.tree.on_disk(path);
        let home = workspace.settings.home.as_deref().and_then(on_disk);
        let is_all = self.request.config.iter().any(|file| changes.contain(Path::new(file)));
        let is_own = |directory: &&PathBuf| home.as_ref().is_none_or(|home| directory.starts_with(home));
        let directories: Vec<&PathBuf> = self.configured.iter().filter(is_own).collect();
        if is_all || !directories.is_empty() {
            let is_below = |path: &&str| {
                let path = on_disk(Path::new(path));
                path.is_some_and(|path| {
                    is_all || directories.iter().any(|directory| path.starts_with(directory))
                })
            };
            self.reconfigured.extend(workspace.paths().filter(is_below).map(Box::from));
        }
    }

    fn finish(self) -> Findings {
        let Self { approved, changes, named, reconfigured, mut all, .. } = self;
        let on_disk = named.filter(|named| changes.is_some() || named.tree.is_on_disk());
        let first = on_disk.and_then(|named| named.paths.into_iter().next());
        all.input = first.unwrap_or_else(|| ".".to_owned()).into();
        all.diagnostics.extend(approved.check());
        if let Some(changes) = changes {
            keep_changed(&mut all.diagnostics, changes, &reconfigured);
        }
        sort(&mut all.diagnostics);
        all
    }
}

/// The errors in the rule selection of a module.
fn faults(module: &Module, compares: bool) -> Vec<Diagnostic> {
    let breaking = if compares { &module.breaking.faults[..] } else { &[] };
    [&module.lint.faults[..], breaking].concat()
}

/// A rule of buf that is not supported.
const PROTOVALIDATE: &str = "PROTOVALIDATE";

/// Whether that rule is selected by its category, and the schema uses buf/validate.
fn wants_protovalidate(workspace: &Workspace) -> bool {
    workspace.settings.modules.iter().any(|module| module.lint.protovalidate)
        && workspace.loaded.files.iter().any(|file| &*file.name == "buf/validate/validate.proto")
}

/// Drops findings in unchanged files. Compile errors stay: an unchanged file may import a changed or deleted one, and a
/// tree that does not compile cannot be compared. Findings without a place may be about a deleted file.
fn keep_changed(found: &mut Vec<Diagnostic>, changes: &Changes, reconfigured: &FxHashSet<Box<str>>) {
    let mut known: FxHashMap<Arc<str>, bool> = FxHashMap::default();
    found.retain(|found| {
        if !found.place.is_somewhere() || !is_suppressible(found) {
            return true;
        }
        let path = found.place.path.clone();
        *known
            .entry(path)
            .or_insert_with_key(|path| reconfigured.contains(&**path) || changes.contain(Path::new(&**path)))
    });
}
