//! What a fix affects: the schema is compiled with it, and compared with the schema without it.

use std::sync::Arc;

use super::plan::{FilePlan, Plan, plan};
use crate::breaking::Breaks;
use crate::compile::{Loaded, Timings, compile, lower};
use crate::descriptor::{EncodeOptions, encode_file};
use crate::diag::{Fix, Severity};
use crate::diff::{Bump, Version, diff};
use crate::schema::{File, FileId, Schema};
use crate::syntax::parse;
use crate::text::Source;

/// The highest level that a fix affects; `None` if only the text changes.
pub type Reach = Option<Breaks>;

/// How many bytes may be compiled to compare the fixes of a file one by one. Beyond that they are compared together,
/// which is stricter, never weaker.
pub struct Budget(usize);

impl Default for Budget {
    fn default() -> Self {
        Self(32 << 20)
    }
}

/// The level of each fix: compares all at once, and bisects if they conflict or exceed the allowed level.
pub fn of_fixes(
    fixes: &[&Arc<Fix>],
    schemas: &[Schema],
    allowed: Reach,
    budget: &mut Budget,
    reaches: &mut Vec<Reach>,
) {
    let plan = plan(fixes.iter().copied(), |_| false);
    let size = plan.values().map(|file| file.source().bytes().len()).sum();
    let is_last = fixes.len() <= 1 || budget.0 < size;
    budget.0 = budget.0.saturating_sub(size);
    // Of fixes that touch the same text, only the first is in the plan.
    let are_all_in = plan.values().map(FilePlan::len).sum::<usize>()
        == fixes.iter().map(|fix| fix.edits().len()).sum::<usize>();
    let reach = if is_last || are_all_in { of_plan(&plan, schemas) } else { None };
    if is_last || reach.is_some_and(|reach| reach <= allowed) {
        reaches.extend(fixes.iter().map(|_| reach.flatten()));
        return;
    }
    let (first, second) = fixes.split_at(fixes.len() / 2);
    of_fixes(first, schemas, allowed, budget, reaches);
    of_fixes(second, schemas, allowed, budget, reaches);
}

/// The level of the edits of a plan in their files, which are in one of the schemas; `None` if the files do not
/// compile.
fn of_plan(plan: &Plan<'_>, schemas: &[Schema]) -> Option<Reach> {
    let (schema, (ids, loaded)) = schemas.iter().find_map(|schema| Some((schema, with(schema, plan)?)))?;
    let after = compile(loaded, &mut Timings::default());
    let is_sound = after.diagnostics.iter().all(|found| found.severity < Severity::Error);
    let new = Version { schema: &after.schema, files: &after.roots };
    is_sound.then(|| of_change(Version { schema, files: &ids }, new))
}

/// The level of a change to a whole schema.
pub fn of_schemas(old: &Schema, new: &Schema) -> Reach {
    let ids = |schema: &Schema| (0..schema.len as FileId).collect::<Vec<_>>();
    let (old_ids, new_ids) = (ids(old), ids(new));
    of_change(Version { schema: old, files: &old_ids }, Version { schema: new, files: &new_ids })
}

/// The level of a change. Additions, and changes that `diff` does not describe, affect generated code.
fn of_change(old: Version<'_>, new: Version<'_>) -> Reach {
    let changes = diff(old, new);
    let of = |bump: Bump| (bump > Bump::Patch).then_some(Breaks::Source);
    let reach = changes.iter().map(|change| change.breaks.or(of(change.bump))).max();
    reach.unwrap_or_else(|| (descriptors(old) != descriptors(new)).then_some(Breaks::Source))
}

fn descriptors(version: Version<'_>) -> Vec<(&str, Vec<u8>)> {
    let encoded = |&id: &FileId| {
        let mut bytes = Vec::new();
        encode_file(version.schema, id, EncodeOptions::default(), &mut bytes);
        (&*version.schema.files[id as usize].name, bytes)
    };
    let mut all: Vec<_> = version.files.iter().map(encoded).collect();
    all.sort_unstable();
    all
}

/// The edited files of a schema with their imports, and their old ids; `None` if one is missing or has errors.
fn with(schema: &Schema, plan: &Plan<'_>) -> Option<(Vec<FileId>, Loaded)> {
    let mut files = schema.visible_files().to_vec();
    let mut ids = Vec::new();
    for (path, edits) in plan {
        let id = files.iter().position(|file| *file.path == **path)?;
        files[id] = Arc::new(edited(&files[id], edits)?);
        ids.push(id as FileId);
    }
    let mut loaded = Loaded { files, roots: ids.clone(), ..Loaded::default() };
    loaded.keep_roots(|_| true);
    Some((ids, loaded))
}

fn edited(file: &File, edits: &FilePlan<'_>) -> Option<File> {
    let source = Source::new(file.name.clone(), file.path.clone(), edits.applied());
    let (tree, faults) = parse(&source);
    let is_sound = faults.iter().all(|fault| fault.severity < Severity::Error);
    is_sound.then(|| lower(tree))
}
