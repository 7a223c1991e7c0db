//! Fixes, applied in memory: round after round, until what is found has none any more. Each round is looked at again
//! before it counts, so a fix that breaks something is given up and nothing of it is left.

mod plan;

use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;

use crate::diag::{Diagnostic, Safety};
use crate::files::Tree;
use crate::lint::is_suppressible;
use crate::text::Source;
use plan::{Plan, plan};

/// How often fixes are applied to what fixes have made: no fix makes room for more than a few others.
const ROUNDS: usize = 10;

/// What fixes came to.
#[derive(Debug, Default)]
pub struct Fixed {
    /// What is found when they are applied.
    pub found: Vec<Diagnostic>,
    /// The files they change, by path.
    pub files: BTreeMap<Box<str>, Change>,
    /// The files that would not compile with them, by path, and why; their fixes are given up.
    pub refused: BTreeMap<Box<str>, String>,
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

/// Applies fixes that reach no further than `reach`. `found` is what was found in `tree`, and `find` tells what is
/// found in it with other texts; where that fails, so does all.
pub fn fix<E>(
    found: Vec<Diagnostic>,
    tree: &Tree,
    reach: Safety,
    mut find: impl FnMut(Tree) -> Result<Vec<Diagnostic>, E>,
) -> Result<Fixed, E> {
    let mut fixed = Fixed { found, ..Fixed::default() };
    for _ in 0..ROUNDS {
        let plan = plan(&fixed.found, reach, |path| fixed.refused.contains_key(path));
        if plan.is_empty() {
            break;
        }
        let files = fixed.with(&plan);
        let texts = files.iter().map(|(path, change)| (PathBuf::from(&**path), change.after.clone()));
        let found = find(tree.clone().with(texts))?;
        let faults = new_errors(&fixed.found, &found);
        if faults.is_empty() {
            (fixed.found, fixed.files) = (found, files);
        } else {
            let refused = refused(&plan, &faults);
            fixed.refused.extend(refused);
        }
    }
    Ok(fixed)
}

impl Fixed {
    /// The files with another round of edits.
    fn with(&self, plan: &Plan<'_>) -> BTreeMap<Box<str>, Change> {
        let mut files = self.files.clone();
        for (path, file) in plan {
            let source = file.edits[0].source.clone();
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
fn refused(plan: &Plan<'_>, faults: &[&Diagnostic]) -> BTreeMap<Box<str>, String> {
    let fault_in = |path: &str| faults.iter().find(|fault| *fault.place.path == *path);
    let all = plan.keys().all(|path| fault_in(path).is_none());
    let broken = plan.keys().filter(|path| all || fault_in(path).is_some());
    broken.map(|&path| (path.into(), fault_in(path).unwrap_or(&faults[0]).message.clone())).collect()
}

/// The errors of the compiler in files that had none.
fn new_errors<'d>(before: &[Diagnostic], after: &'d [Diagnostic]) -> Vec<&'d Diagnostic> {
    let known: BTreeSet<&str> =
        before.iter().filter(|found| !is_suppressible(found)).map(|found| &*found.place.path).collect();
    after.iter().filter(|found| !is_suppressible(found) && !known.contains(&*found.place.path)).collect()
}
