//! Applies fixes in memory, in rounds, until no finding has one. Each round is checked before it is accepted, so a fix
//! that breaks something is dropped as a whole.
//!
//! What a fix affects is computed, not declared by the rule: the schema with the fix is compared with the schema
//! without it. Each fix is compared in the files it edits, and then all fixes of a round together in the whole schema.

mod plan;
mod reach;

use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;
use std::sync::Arc;

use rayon::prelude::*;

use crate::breaking::Breaks;
use crate::diag::{Diagnostic, Fix};
use crate::files::Tree;
use crate::lint::is_suppressible;
use crate::schema::Schema;
use crate::text::{Line, Source};
use plan::{Plan, plan};
pub use reach::Reach;

/// The maximum number of rounds; few fixes make further ones possible.
const ROUNDS: usize = 10;

/// The findings of a check, and the schemas they are in.
#[derive(Default)]
pub struct Checked {
    /// The findings.
    pub found: Vec<Diagnostic>,
    /// The checked schemas.
    pub schemas: Vec<Schema>,
}

/// The result of applying fixes.
#[derive(Debug, Default)]
pub struct Fixed {
    /// The remaining findings.
    pub found: Vec<Diagnostic>,
    /// The changed files, by path.
    pub files: BTreeMap<Box<str>, Change>,
    /// The files whose fixes were rejected, by path, and why: the file would not compile, or the fixes together exceed
    /// the allowed level.
    pub refused: BTreeMap<Box<str>, String>,
    /// Fixes above the allowed level.
    pub skipped: BTreeSet<SkippedFix>,
}

/// A fix above the allowed level.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub struct SkippedFix {
    /// The file it edits.
    pub path: Box<str>,
    /// Its description.
    pub what: Line,
    /// What it affects.
    pub breaks: Breaks,
}

/// A changed file.
#[derive(Clone, Debug)]
pub struct Change {
    /// The original file.
    pub before: Source,
    /// Its new text.
    pub after: Vec<u8>,
    /// The applied fixes.
    pub done: Vec<String>,
}

/// Applies fixes up to the `allowed` level. `checked` is the result of checking `tree`; `recheck` checks it with
/// changed files.
pub fn fix<E>(
    checked: Checked,
    tree: &Tree,
    allowed: Reach,
    mut recheck: impl FnMut(Tree) -> Result<Checked, E>,
) -> Result<Fixed, E> {
    let Checked { found, mut schemas } = checked;
    let mut fixed = Fixed { found, ..Fixed::default() };
    for _ in 0..ROUNDS {
        let (within, skipped) = judged(&fixed.found, &schemas, allowed);
        fixed.skipped = skipped;
        let plan = plan(&within, |path| fixed.refused.contains_key(path));
        if plan.is_empty() {
            break;
        }
        let files = fixed.with(&plan);
        let texts = files.iter().map(|(path, change)| (PathBuf::from(&**path), change.after.clone()));
        let checked = recheck(tree.clone().with(texts))?;
        let refused = refused(&plan, &new_errors(&fixed.found, &checked.found))
            .or_else(|| too_far(&plan, &schemas, &checked.schemas, allowed));
        if let Some(refused) = refused {
            fixed.refused.extend(refused);
        } else {
            (fixed.found, fixed.files, schemas) = (checked.found, files, checked.schemas);
        }
    }
    Ok(fixed)
}

/// Splits the fixes into those up to the allowed level and those above.
fn judged(found: &[Diagnostic], schemas: &[Schema], allowed: Reach) -> (Vec<Arc<Fix>>, BTreeSet<SkippedFix>) {
    let mut fixes: Vec<&Arc<Fix>> = found.iter().filter_map(|found| found.fix.as_ref()).collect();
    fixes.dedup_by(|a, b| Arc::ptr_eq(a, b));
    let path = |fix: &Fix| fix.edits()[0].source.shared_path();
    let by_file: Vec<&[&Arc<Fix>]> = fixes.chunk_by(|a, b| path(a) == path(b)).collect();
    let reaches = by_file.par_iter().flat_map(|fixes| {
        let mut found = Vec::with_capacity(fixes.len());
        reach::of_fixes(fixes, schemas, allowed, &mut reach::Budget::default(), &mut found);
        fixes.iter().copied().zip(found).collect::<Vec<_>>()
    });
    let (mut within, mut skipped) = (Vec::new(), BTreeSet::new());
    for (fix, reach) in reaches.collect::<Vec<_>>() {
        if let Some(breaks) = reach.filter(|_| reach > allowed) {
            skipped.insert(SkippedFix { path: (*path(fix)).into(), what: fix.what().clone(), breaks });
        } else {
            within.push(fix.clone());
        }
    }
    (within, skipped)
}

/// Rejects all files of a round if its fixes together exceed the allowed level.
fn too_far(
    plan: &Plan<'_>,
    before: &[Schema],
    after: &[Schema],
    allowed: Reach,
) -> Option<BTreeMap<Box<str>, String>> {
    let reach =
        before.iter().zip(after).map(|(before, after)| reach::of_schemas(before, after)).max().flatten();
    let what = reach.filter(|_| reach > allowed)?.name();
    let why = format!("combined with other files they change {what}");
    Some(plan.keys().map(|&path| (path.into(), why.clone())).collect())
}

impl Fixed {
    /// The changed files after another round of edits.
    fn with(&self, plan: &Plan<'_>) -> BTreeMap<Box<str>, Change> {
        let mut files = self.files.clone();
        for (path, file) in plan {
            let source = file.source().clone();
            let change = files.entry((*path).into()).or_insert_with(|| Change {
                before: source,
                after: Vec::new(),
                done: Vec::new(),
            });
            change.after = file.applied();
            change.done.extend(file.done.iter().map(|&what| what.to_owned()));
        }
        files
    }
}

/// The files that do not compile with the edits of a round, and why; if only other files have errors, all files of the
/// round.
fn refused(plan: &Plan<'_>, faults: &[&Diagnostic]) -> Option<BTreeMap<Box<str>, String>> {
    let first = faults.first()?;
    let fault_in = |path: &str| faults.iter().find(|fault| *fault.place.path == *path);
    let all = plan.keys().all(|path| fault_in(path).is_none());
    let broken = plan.keys().filter(|path| all || fault_in(path).is_some());
    let why = |path: &str| format!("the file would not compile: {}", fault_in(path).unwrap_or(first).message);
    Some(broken.map(|&path| (path.into(), why(path))).collect())
}

/// Compile errors of a kind of which the file has more than before. A file may have had errors already.
fn new_errors<'d>(before: &[Diagnostic], after: &'d [Diagnostic]) -> Vec<&'d Diagnostic> {
    let errors = |found: &'_ [Diagnostic]| {
        let mut counts: BTreeMap<(Arc<str>, &'static str), usize> = BTreeMap::new();
        for error in found.iter().filter(|found| !is_suppressible(found)) {
            *counts.entry((error.place.path.clone(), error.code)).or_default() += 1;
        }
        counts
    };
    let (known, counts) = (errors(before), errors(after));
    let is_new = |found: &&Diagnostic| {
        let key = (found.place.path.clone(), found.code);
        counts.get(&key) > known.get(&key)
    };
    after.iter().filter(|found| !is_suppressible(found)).filter(is_new).collect()
}
