//! Fixes, applied in memory: round after round, until what is found has none any more. Each round is looked at again
//! before it counts, so a fix that breaks something is given up and nothing of it is left.
//!
//! How far a fix reaches is not for the rule to say: the schema with it is compared with the schema without it. Each fix
//! is judged by the files it edits, and then those of a round together by the whole schema.

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

/// How often fixes are applied to what fixes have made: no fix makes room for more than a few others.
const ROUNDS: usize = 10;

/// What is found in a tree.
#[derive(Default)]
pub struct Seen {
    /// What is found.
    pub found: Vec<Diagnostic>,
    /// The schemas it is found in.
    pub schemas: Vec<Schema>,
}

/// What fixes came to.
#[derive(Debug, Default)]
pub struct Fixed {
    /// What is found when they are applied.
    pub found: Vec<Diagnostic>,
    /// The files they change, by path.
    pub files: BTreeMap<Box<str>, Change>,
    /// The files whose fixes are given up, by path, and why: they would not compile, or together the fixes go too far.
    pub refused: BTreeMap<Box<str>, String>,
    /// What goes too far.
    pub beyond: BTreeSet<Beyond>,
}

/// A fix that goes too far.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub struct Beyond {
    /// The file it is for.
    pub path: Box<str>,
    /// What it does.
    pub what: Line,
    /// What it changes.
    pub breaks: Breaks,
}

/// A file that is changed.
#[derive(Clone, Debug)]
pub struct Change {
    /// The file as it was read.
    pub before: Source,
    /// Its new text.
    pub after: Vec<u8>,
    /// What was done, fix by fix.
    pub done: Vec<String>,
}

/// Applies fixes that reach no further than is `allowed`. `seen` is what was found in `tree`, and `look` tells what is
/// found in it with other texts; where that fails, so does all.
pub fn fix<E>(
    seen: Seen,
    tree: &Tree,
    allowed: Reach,
    mut look: impl FnMut(Tree) -> Result<Seen, E>,
) -> Result<Fixed, E> {
    let Seen { found, mut schemas } = seen;
    let mut fixed = Fixed { found, ..Fixed::default() };
    for _ in 0..ROUNDS {
        let (within, beyond) = judged(&fixed.found, &schemas, allowed);
        fixed.beyond = beyond;
        let plan = plan(&within, |path| fixed.refused.contains_key(path));
        if plan.is_empty() {
            break;
        }
        let files = fixed.with(&plan);
        let texts = files.iter().map(|(path, change)| (PathBuf::from(&**path), change.after.clone()));
        let seen = look(tree.clone().with(texts))?;
        let refused = refused(&plan, &new_errors(&fixed.found, &seen.found))
            .or_else(|| too_far(&plan, &schemas, &seen.schemas, allowed));
        if let Some(refused) = refused {
            fixed.refused.extend(refused);
        } else {
            (fixed.found, fixed.files, schemas) = (seen.found, files, seen.schemas);
        }
    }
    Ok(fixed)
}

/// The fixes that reach no further than is allowed, and what the others are.
fn judged(found: &[Diagnostic], schemas: &[Schema], allowed: Reach) -> (Vec<Arc<Fix>>, BTreeSet<Beyond>) {
    let mut fixes: Vec<&Arc<Fix>> = found.iter().filter_map(|found| found.fix.as_ref()).collect();
    fixes.dedup_by(|a, b| Arc::ptr_eq(a, b));
    let path = |fix: &Fix| fix.edits()[0].source.shared_path();
    let by_file: Vec<&[&Arc<Fix>]> = fixes.chunk_by(|a, b| path(a) == path(b)).collect();
    let reaches = by_file.par_iter().flat_map(|fixes| {
        let mut found = Vec::with_capacity(fixes.len());
        reach::of_fixes(fixes, schemas, allowed, &mut reach::Budget::default(), &mut found);
        fixes.iter().copied().zip(found).collect::<Vec<_>>()
    });
    let (mut within, mut beyond) = (Vec::new(), BTreeSet::new());
    for (fix, reach) in reaches.collect::<Vec<_>>() {
        if let Some(breaks) = reach.filter(|_| reach > allowed) {
            beyond.insert(Beyond { path: (*path(fix)).into(), what: fix.what().clone(), breaks });
        } else {
            within.push(fix.clone());
        }
    }
    (within, beyond)
}

/// All files of a round, where its fixes reach too far together, as none of them does alone.
fn too_far(
    plan: &Plan<'_>,
    before: &[Schema],
    after: &[Schema],
    allowed: Reach,
) -> Option<BTreeMap<Box<str>, String>> {
    let reach =
        before.iter().zip(after).map(|(before, after)| reach::of_schemas(before, after)).max().flatten();
    let what = reach.filter(|_| reach > allowed)?.name();
    let why = format!("together with what else there is they change {what}");
    Some(plan.keys().map(|&path| (path.into(), why.clone())).collect())
}

impl Fixed {
    /// The files with another round of edits.
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

/// The files that have errors with the edits of a round, and why; where it is others that have them, all files that were
/// to be changed.
fn refused(plan: &Plan<'_>, faults: &[&Diagnostic]) -> Option<BTreeMap<Box<str>, String>> {
    let first = faults.first()?;
    let fault_in = |path: &str| faults.iter().find(|fault| *fault.place.path == *path);
    let all = plan.keys().all(|path| fault_in(path).is_none());
    let broken = plan.keys().filter(|path| all || fault_in(path).is_some());
    let why = |path: &str| format!("the file would not compile: {}", fault_in(path).unwrap_or(first).message);
    Some(broken.map(|&path| (path.into(), why(path))).collect())
}

/// The errors of the compiler in files that had none.
fn new_errors<'d>(before: &[Diagnostic], after: &'d [Diagnostic]) -> Vec<&'d Diagnostic> {
    let known: BTreeSet<&str> =
        before.iter().filter(|found| !is_suppressible(found)).map(|found| &*found.place.path).collect();
    after.iter().filter(|found| !is_suppressible(found) && !known.contains(&*found.place.path)).collect()
}
