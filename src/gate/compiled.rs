//! Compiles the files of one configuration together, and lints each of its modules.

use std::collections::BTreeMap;
use std::sync::Arc;

use rustc_hash::{FxHashMap, FxHashSet};

use crate::breaking;
use crate::compile::{Compiled, Timings, compile};
use crate::config::{Ignores, Settings};
use crate::diag::{Diagnostic, Severity, is_accepted_by_buf};
use crate::lint::{
    Comments, Selection, Suppressions, fold_conventions, is_suppressible, lint_some, part_copied,
};
use crate::schema::{FileId, Schema};
use crate::workspace::{Target, Workspace};

/// A workspace, compiled.
pub struct CompiledWorkspace {
    /// What to do with it.
    pub settings: Settings,
    /// All files, and what they import.
    pub schema: Schema,
    /// The files that are asked for.
    pub roots: Vec<FileId>,
    /// What the compiler says.
    pub diagnostics: Vec<Diagnostic>,
    /// The files of each module that are asked for.
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

    /// What is found in the files that were asked for, by the compiler too. What that only warns of can be left out.
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
                let (members, copied) = part_copied(schema, &members, &files);
                lint(&members, &selection, &mut own);
                if !copied.is_empty() {
                    lint(&copied, &selection.into_owned().asked_for(), &mut own);
                }
            }
            drop_ignored(&mut own, &module.lint.ignores, schema, targets, &ids);
            add(&mut found, own);
        }
        // What is left is about files that are only imported.
        found.extend(compiler.into_values().flatten());
        found
    }
}

/// Adds findings to others. There can be very many: the first to come are not copied.
pub fn add(found: &mut Vec<Diagnostic>, more: Vec<Diagnostic>) {
    if found.is_empty() {
        *found = more;
    } else {
        found.extend(more);
    }
}

/// Files of a module for which the same rules hold, and all files of the module.
struct Linted<'a> {
    schema: &'a Schema,
    some: &'a [FileId],
    all: &'a [FileId],
}

impl Linted<'_> {
    /// Adds what is found to what the compiler has to say, and takes out what comments suppress.
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

/// Takes out the errors that buf does not report, as warnings that say so.
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

/// Takes out what rules find at places where the compiler found an error: whoever mends that sees the rest.
fn drop_repeated(linted: &mut Vec<Diagnostic>, compiler: &[Diagnostic]) {
    let key = |found: &Diagnostic| (found.place.path.clone(), found.place.bounds());
    let is_error = |found: &&Diagnostic| found.severity == Severity::Error && found.place.text.is_some();
    let errors: FxHashSet<_> = compiler.iter().filter(is_error).map(key).collect();
    if !errors.is_empty() {
        linted.retain(|found| !errors.contains(&key(found)));
    }
}

/// Takes out what does not count where it was found. Errors of the compiler always do.
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

/// What the compiler says, by file, without warnings about files that were only imported: whoever runs the check cannot
/// change those. Warnings can be left out altogether.
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
        // Notes are about files that were not read, which nobody else says.
        if diagnostic.severity != Severity::Warning || warnings && is_root {
            by_file.entry(diagnostic.place.path.clone()).or_default().push(diagnostic.clone());
        }
    }
    by_file
}
