//! Compiles the files of one configuration together, and lints each of its modules.

use std::collections::BTreeMap;
use std::sync::Arc;

use rustc_hash::{FxHashMap, FxHashSet};

use crate::breaking;
use crate::compile::{Compiled, Timings, compile};
use crate::config::{Ignores, Settings};
use crate::diag::{Diagnostic, Severity, is_accepted_by_buf};
use crate::lint::{
    Comments, Selection, Suppressions, fold_conventions, is_suppressible, lint_some, split_vendored,
};
use crate::schema::{FileId, Schema};
use crate::workspace::{Target, Workspace};

/// A compiled workspace.
pub struct CompiledWorkspace {
    /// Its settings.
    pub settings: Settings,
    /// All files, and their imports.
    pub schema: Schema,
    /// The requested files.
    pub roots: Vec<FileId>,
    /// The diagnostics of the compiler.
    pub diagnostics: Vec<Diagnostic>,
    /// The requested files of each module.
    pub modules: Vec<Vec<Target>>,
}

impl CompiledWorkspace {
    /// Compiles a workspace.
    pub fn of(workspace: Workspace, timings: &mut Timings) -> Self {
        let Workspace { mut settings, mut loaded, modules, .. } = workspace;
        loaded.allow_unused_imports = !settings.compiler_warnings;
        let Compiled { schema, roots, mut diagnostics } = compile(loaded, timings);
        if let Some(dependencies) = &settings.dependencies {
            dependencies.explain_missing(&schema, &mut diagnostics);
        }
        if settings.accepts_as_buf {
            settings.notices.extend(take_accepted(&mut diagnostics));
        }
        Self { settings, schema, roots, diagnostics, modules }
    }

    /// The findings in the requested files, those of the compiler included. `warnings` includes its warnings.
    pub fn lint(&self, warnings: bool) -> Vec<Diagnostic> {
        let Self { settings, schema, roots, diagnostics, modules } = self;
        let mut compiler = relevant(schema, roots, diagnostics, warnings && settings.compiler_warnings);
        let ids: FxHashMap<&str, FileId> =
            roots.iter().map(|&id| (&*schema.files[id as usize].name, id)).collect();
        let mut found = Vec::new();
        for (module, targets) in settings.modules.iter().zip(modules) {
            let known = targets.iter().filter_map(|target| Some((*ids.get(&*target.name)?, &*target.path)));
            let (files, paths): (Vec<FileId>, Vec<&str>) = known.unzip();
            let mut own = Vec::new();
            for (selection, members) in module.lint.groups(&paths) {
                let members: Vec<FileId> = members.into_iter().map(|index| files[index]).collect();
                let paths = members.iter().map(|&id| &*schema.files[id as usize].path);
                own.extend(paths.filter_map(|path| compiler.remove(path)).flatten());
                let lint = |some: &[FileId], selection: &Selection, found: &mut Vec<Diagnostic>| {
                    Linted { schema, some, all: &files }.run(selection, module.lint.comments, found);
                };
                let (members, copied) = split_vendored(schema, &members, &files);
                lint(&members, &selection, &mut own);
                if !copied.is_empty() {
                    lint(&copied, &selection.into_owned().only_explicit(), &mut own);
                }
            }
            drop_ignored(&mut own, &module.lint.ignores, schema, targets, &ids);
            add(&mut found, own);
        }
        // The remaining ones are about files that are only imported.
        found.extend(compiler.into_values().flatten());
        found
    }
}

/// Appends findings. There can be very many, so the first list is not copied.
pub fn add(found: &mut Vec<Diagnostic>, more: Vec<Diagnostic>) {
    if found.is_empty() {
        *found = more;
    } else {
        found.extend(more);
    }
}

/// Files of a module with the same rules, and all files of the module.
struct Linted<'a> {
    schema: &'a Schema,
    some: &'a [FileId],
    all: &'a [FileId],
}

impl Linted<'_> {
    /// Adds lint findings to those of the compiler, and drops suppressed ones.
    fn run(&self, selection: &Selection, comments: Comments, found: &mut Vec<Diagnostic>) {
        let (linted, mut suppressions) = rayon::join(
            || lint_some(self.schema, self.some, self.all, selection),
            || Suppressions::new(self.schema, self.some, comments),
        );
        let mut linted = linted;
        drop_repeated(&mut linted, found);
        add(found, linted);
        suppressions.apply(found, |id| selection.runs(id));
        found.extend(suppressions.lint(selection, breaking::is_rule));
        fold_conventions(self.schema, self.some, selection, found);
    }
}

/// Extracts the errors that buf does not report, as warnings.
fn take_accepted(diagnostics: &mut Vec<Diagnostic>) -> impl Iterator<Item = Diagnostic> {
    let is_accepted = |found: &mut Diagnostic| {
        found.severity == Severity::Error && is_accepted_by_buf(found.code, found.place.text.is_none())
    };
    let accepted: Vec<Diagnostic> = diagnostics.extract_if(.., is_accepted).collect();
    accepted.into_iter().map(|found| Diagnostic {
        severity: Severity::Warning,
        message: format!("{} (buf accepts this, protoc does not)", found.message).into(),
        ..found
    })
}

/// Drops lint findings where the compiler reports an error: fixing that shows the rest.
fn drop_repeated(linted: &mut Vec<Diagnostic>, compiler: &[Diagnostic]) {
    let key = |found: &Diagnostic| (found.place.path.clone(), found.place.bounds());
    let is_error = |found: &&Diagnostic| found.severity == Severity::Error && found.place.text.is_some();
    let errors: FxHashSet<_> = compiler.iter().filter(is_error).map(key).collect();
    if !errors.is_empty() {
        linted.retain(|found| !errors.contains(&key(found)));
    }
}

/// Drops findings in ignored paths. Compile errors cannot be ignored.
fn drop_ignored(
    found: &mut Vec<Diagnostic>,
    ignores: &Ignores,
    schema: &Schema,
    targets: &[Target],
    ids: &FxHashMap<&str, FileId>,
) {
    if *ignores == Ignores::default() {
        return;
    }
    let named = targets.iter().filter_map(|target| Some((ids.get(&*target.name)?, &*target.path)));
    let paths: FxHashMap<&str, &str> =
        named.map(|(&id, path)| (&*schema.files[id as usize].path, path)).collect();
    found.retain(|found| {
        let path = paths.get(&*found.place.path);
        !is_suppressible(found) || path.is_none_or(|path| !ignores.covers(found.code, path))
    });
}

/// The diagnostics of the compiler by file, without warnings about imported files, which the user cannot change.
/// `warnings` includes the others.
fn relevant(
    schema: &Schema,
    roots: &[FileId],
    diagnostics: &[Diagnostic],
    warnings: bool,
) -> BTreeMap<Arc<str>, Vec<Diagnostic>> {
    let roots: FxHashSet<FileId> = roots.iter().copied().collect();
    let imported: FxHashSet<&str> = schema
        .visible_files()
        .iter()
        .zip(0..)
        .filter(|(_, id)| !roots.contains(id))
        .map(|(file, _)| &*file.path)
        .collect();
    let mut by_file: BTreeMap<_, Vec<_>> = BTreeMap::new();
    for diagnostic in diagnostics {
        let is_root = !imported.contains(&*diagnostic.place.path);
        // Notes are about files that were not read, and reported nowhere else.
        if diagnostic.severity != Severity::Warning || warnings && is_root {
            by_file.entry(diagnostic.place.path.clone()).or_default().push(diagnostic.clone());
        }
    }
    by_file
}
