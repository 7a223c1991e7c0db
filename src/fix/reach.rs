//! What a fix changes for those who use the schema: the schema is compiled with it, and compared with what it was.

use std::sync::Arc;

use super::plan::{FilePlan, Plan, plan_of};
use crate::breaking::Breaks;
use crate::compile::{EncodeOptions, File, FileId, Loaded, Schema, Timings, compile, encode_file, lower};
use crate::diag::{Fix, Severity};
use crate::diff::{Bump, Version, diff};
use crate::syntax::parse;
use crate::text::Source;

/// How far a fix reaches; nothing changes but the text where that is nothing.
pub type Reach = Option<Breaks>;

/// How far a fix reaches in the files it edits, which are in one of the schemas. What does not compile with it has no
/// meaning to compare, and reaches nothing: that is looked for when all is compiled.
pub fn of_fix(fix: &Fix, schemas: &[Schema]) -> Reach {
    let plan = plan_of(fix);
    let found = schemas.iter().find_map(|schema| Some((schema, with(schema, &plan)?)));
    found.and_then(|(schema, (ids, loaded))| {
        let after = compile(loaded, &mut Timings::default());
        if after.diagnostics.iter().any(|found| found.severity == Severity::Error) {
            return None;
        }
        of_change(Version { schema, files: &ids }, Version { schema: &after.schema, files: &after.roots })
    })
}

/// How far a change of all files of a schema reaches.
pub fn of_schemas(old: &Schema, new: &Schema) -> Reach {
    let ids = |schema: &Schema| (0..schema.len as FileId).collect::<Vec<_>>();
    let (old_ids, new_ids) = (ids(old), ids(new));
    of_change(Version { schema: old, files: &old_ids }, Version { schema: new, files: &new_ids })
}

/// How far a change reaches. What is new, and what there are no words for, is so for generated code.
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

/// The edited files of a schema with what they import, and their ids before; `None` where it lacks one, or one has errors.
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
