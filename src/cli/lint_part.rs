//! Compiles the files of one configuration together, and lints each of its modules.

use std::collections::BTreeMap;

use rustc_hash::{FxHashMap, FxHashSet};

use super::parts::{Part, Target};
use crate::compile::{Compiled, FileId, Schema, Timings, compile};
use crate::config::{Ignores, Lint};
use crate::diag::{Diagnostic, Severity};
use crate::lint::{Suppressions, is_suppressible, lint};

/// What is found in the files that were asked for. What the compiler only warns of can be left out.
pub fn lint_part(part: Part, warnings: bool, timings: &mut Timings) -> Vec<Diagnostic> {
    let Part { settings, loaded, modules } = part;
    let Compiled { schema, roots, mut diagnostics } = compile(loaded, timings);
    if let Some(dependencies) = &settings.dependencies {
        dependencies.explain_missing(&schema, &mut diagnostics);
    }
    let mut compiler = relevant(&schema, &roots, diagnostics, warnings && settings.compiler_warnings);
    let ids: FxHashMap<&str, FileId> =
        roots.iter().map(|&id| (&*schema.files[id as usize].name, id)).collect();
    let mut found = Vec::new();
    for (module, targets) in settings.modules.iter().zip(&modules) {
        let files: Vec<FileId> =
            targets.iter().filter_map(|target| ids.get(&*target.name).copied()).collect();
        let paths = files.iter().map(|&id| &*schema.files[id as usize].path);
        let own = paths.filter_map(|path| compiler.remove(path)).flatten().collect();
        let mut own = lint_module(&schema, &files, &module.lint, own);
        drop_ignored(&mut own, &module.lint.ignores, &schema, targets, &ids);
        found.extend(own);
    }
    timings.mark("lint");
    // What is left is about files that are only imported.
    found.extend(compiler.into_values().flatten());
    // The process ends soon: giving a large schema back piece by piece would only take time.
    std::mem::forget(schema);
    found
}

/// What is found in a module, besides what the compiler has to say about it, without what comments suppress.
fn lint_module(
    schema: &Schema,
    files: &[FileId],
    settings: &Lint,
    compiler: Vec<Diagnostic>,
) -> Vec<Diagnostic> {
    let mut found = lint(schema, files, &settings.selection);
    found.extend(compiler);
    let mut suppressions = Suppressions::new(schema, files, settings.comments);
    suppressions.apply(&mut found, |id| settings.selection.runs(id));
    found.extend(suppressions.lint(&settings.selection));
    found
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
    diagnostics: Vec<Diagnostic>,
    warnings: bool,
) -> BTreeMap<Box<str>, Vec<Diagnostic>> {
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
        if diagnostic.severity == Severity::Error || warnings && is_root {
            by_file.entry(diagnostic.place.path.clone()).or_default().push(diagnostic);
        }
    }
    by_file
}
