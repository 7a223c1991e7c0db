//! What a fix affects: the schema is compiled with it, and compared with the schema without it.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use rustc_hash::{FxHashMap, FxHashSet};

use super::plan::{FilePlan, Plan, plan};
use crate::compile::{Loaded, Timings, compile, lower};
use crate::descriptor::{EncodeOptions, encode_file};
use crate::diag::{Breaks, Fix, Reach, Severity};
use crate::diff::{Bump, Version, diff};
use crate::schema::{File, FileId, Schema};
use crate::syntax::parse;
use crate::text::Source;

/// How many bytes may be compiled to compare the fixes of a file one by one. Beyond that they are compared together,
/// which is stricter, never weaker.
pub struct Budget(usize);

impl Default for Budget {
    fn default() -> Self {
        Self(32 << 20)
    }
}

/// What happens if a fix is applied to the files it edits.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Outcome {
    /// It affects this.
    Affects(Reach),
    /// The files do not compile.
    DoesNotCompile,
}

/// The outcome of each fix: tries all at once, and bisects if they conflict, do not compile or exceed the allowed level.
pub fn of_fixes(
    fixes: &[&Fix],
    schemas: &[IndexedSchema<'_>],
    allowed: Reach,
    budget: &mut Budget,
    outcomes: &mut Vec<Outcome>,
) {
    let (plan, taken) = plan(fixes, |_| false);
    let size = plan.values().map(|file| file.source().bytes().len()).sum();
    let is_last = fixes.len() <= 1 || budget.0 < size;
    budget.0 = budget.0.saturating_sub(size);
    // Of fixes that touch the same text, only the first is in the plan.
    let are_all_in = taken.len() == fixes.len();
    let outcome = if is_last || are_all_in { of_plan(&plan, schemas) } else { Outcome::DoesNotCompile };
    if is_last || matches!(outcome, Outcome::Affects(reach) if reach <= allowed) {
        outcomes.extend(fixes.iter().map(|_| outcome));
        return;
    }
    let (first, second) = fixes.split_at(fixes.len() / 2);
    of_fixes(first, schemas, allowed, budget, outcomes);
    of_fixes(second, schemas, allowed, budget, outcomes);
}

/// The outcome of the edits of a plan in their files, which are in one of the schemas.
fn of_plan(plan: &Plan<'_>, schemas: &[IndexedSchema<'_>]) -> Outcome {
    let with = schemas.iter().find_map(|indexed| Some((indexed.schema, indexed.with(plan)?)));
    let Some((schema, (ids, loaded))) = with else { return Outcome::DoesNotCompile };
    let after = compile(loaded, &mut Timings::default());
    if after.diagnostics.iter().any(|found| found.severity == Severity::Error) {
        return Outcome::DoesNotCompile;
    }
    let new = Version { schema: &after.schema, files: &after.roots };
    Outcome::Affects(of_change(Version { schema, files: &ids }, new))
}

/// What a change to a whole schema affects. Files that were `broken` do not count.
pub fn of_schemas(old: &Schema, new: &Schema, broken: &FxHashSet<&str>) -> Reach {
    let ids = |schema: &Schema| {
        let files = schema.visible_files().iter().zip(0..);
        let sound = files.filter(|(file, _)| !broken.contains(&*file.path)).map(|(_, id)| id);
        sound.collect::<Vec<FileId>>()
    };
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

/// A schema, and its files by path and by import name.
pub struct IndexedSchema<'s> {
    schema: &'s Schema,
    by_path: FxHashMap<&'s str, FileId>,
    by_name: FxHashMap<&'s str, FileId>,
}

impl<'s> IndexedSchema<'s> {
    /// Indexes the files of a schema.
    pub fn of(schema: &'s Schema) -> Self {
        let files = || schema.visible_files().iter().zip(0..);
        let by_path = files().map(|(file, id)| (&*file.path, id)).collect();
        let by_name = files().map(|(file, id)| (&*file.name, id)).collect();
        Self { schema, by_path, by_name }
    }

    /// The edited files with what they import, and the ids of the originals; `None` if one is not in the schema or has
    /// syntax errors.
    fn with(&self, plan: &Plan<'_>) -> Option<(Vec<FileId>, Loaded)> {
        let mut edited = BTreeMap::new();
        for (path, edits) in plan {
            let id = *self.by_path.get(path)?;
            edited.insert(id, Arc::new(self::edited(&self.schema.files[id as usize], edits)?));
        }
        let mut needed: BTreeSet<FileId> = BTreeSet::new();
        let mut open: Vec<FileId> = edited.keys().copied().collect();
        // It affects all other files.
        open.extend(Some(self.schema.descriptor).filter(|&id| (id as usize) < self.schema.len));
        let file = |id: &FileId| edited.get(id).unwrap_or(&self.schema.files[*id as usize]);
        while let Some(id) = open.pop() {
            if needed.insert(id) {
                let file = file(&id);
                let imports = file.imports.iter().map(|import| file.str(import.path));
                open.extend(imports.filter_map(|name| self.by_name.get(name)));
            }
        }
        let files: Vec<Arc<File>> = needed.iter().map(|id| file(id).clone()).collect();
        let positions = needed.iter().zip(0..).filter(|(id, _)| edited.contains_key(id));
        let roots = positions.map(|(_, position)| position).collect();
        let ids = edited.into_keys().collect();
        Some((ids, Loaded { files, roots, ..Loaded::default() }))
    }
}

fn edited(file: &File, edits: &FilePlan<'_>) -> Option<File> {
    let source = Source::new(file.name.clone(), file.path.clone(), edits.applied());
    let (tree, faults) = parse(&source);
    let is_sound = faults.iter().all(|fault| fault.severity < Severity::Error);
    is_sound.then(|| lower(tree))
}
