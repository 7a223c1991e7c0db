//! Applies fixes in memory, in rounds, until no finding has one. Each round is checked before it is accepted, so a fix
//! that breaks something is dropped as a whole.
//!
//! What a fix affects is computed: the schema with the fix is compared with the schema without it. All fixes of a round
//! are compared together in the whole schema. Only if they affect too much, or do not compile, each fix is compared in
//! the files it edits. A rule can say that its fixes affect more than text, so that they are not tried in vain.

mod complete;
mod plan;
mod proposal;
mod reach;
mod rename;

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::Arc;

use rustc_hash::FxHashSet;

pub use crate::diag::Reach;
use crate::diag::{Breaks, Diagnostic, Pending};
use crate::files::Tree;
use crate::lint::is_suppressible;
use crate::schema::Schema;
use crate::text::{Line, Source};
pub use complete::complete;
use plan::{Plan, plan};
use proposal::{proposals, remove_unfit, repairs_first};

/// The maximum number of rounds. Few fixes wait for others or make further ones possible.
const ROUNDS: usize = 50;

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
    /// Whether declarations were renamed. Files that were not read keep the old names.
    pub has_renames: bool,
    /// The number of applied fixes, by the rule or error that they resolve.
    pub applied: BTreeMap<&'static str, usize>,
    /// The files with rejected fixes, by path, and why: the file would not compile, a name is taken, or the fixes
    /// together exceed the allowed level.
    pub refused: BTreeMap<Box<str>, String>,
    /// Fixes above the allowed level.
    pub skipped: Vec<SkippedFix>,
}

/// A fix above the allowed level.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct SkippedFix {
    /// The first file it edits.
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
    // The fixes that turned out not to compile, or to affect too much.
    let (mut unfit, mut too_far_alone) = (FxHashSet::default(), Vec::new());
    // The files that are left alone, because their fixes do not fit together.
    let mut closed: FxHashSet<Box<str>> = FxHashSet::default();
    for _ in 0..ROUNDS {
        let taken = complete(&mut fixed.found, &schemas);
        for fix in taken.iter().filter(|fix| fix.reach() <= allowed) {
            let name = fix.as_pending().map_or("", Pending::to);
            let why = || format!("the name `{name}` is already used");
            fixed.refused.entry(fix.path().into()).or_insert_with(why);
        }
        let (mut within, skipped) = proposals(&fixed.found, allowed);
        fixed.skipped = skipped;
        fixed.skipped.extend_from_slice(&too_far_alone);
        within.retain(|proposal| !unfit.contains(&proposal.key()));
        let are_repairs = repairs_first(&mut within, |path| closed.contains(path));
        let mut is_judged = false;
        loop {
            let (plan, taken) = plan(&within, |path| closed.contains(path));
            if plan.is_empty() {
                return Ok(fixed);
            }
            let files = fixed.with(&plan);
            let texts = files.iter().map(|(path, change)| (PathBuf::from(&**path), change.after.clone()));
            let checked = recheck(tree.clone().with(texts))?;
            let refused = refused(&plan, &new_errors(&plan, &fixed.found, &checked.found)).or_else(|| {
                if are_repairs {
                    None
                } else {
                    too_far(&plan, [&schemas, &checked.schemas], &fixed.found, allowed)
                }
            });
            match refused {
                None => {
                    for index in taken {
                        fixed.has_renames |= within[index].fix.is_rename();
                        *fixed.applied.entry(within[index].code).or_default() += 1;
                    }
                    (fixed.found, fixed.files, schemas) = (checked.found, files, checked.schemas);
                }
                Some(refused) if is_judged => {
                    closed.extend(refused.keys().cloned());
                    fixed.refused.extend(refused);
                }
                Some(mut refused) => {
                    is_judged = true;
                    let removed = remove_unfit(&mut within, &schemas, allowed);
                    unfit.extend(removed.keys);
                    refused.retain(|path, _| removed.broken.contains(path));
                    fixed.refused.extend(refused);
                    fixed.skipped.extend_from_slice(&removed.too_far);
                    too_far_alone.extend(removed.too_far);
                    continue;
                }
            }
            break;
        }
    }
    Ok(fixed)
}

/// Rejects all files of a round if its fixes together exceed the allowed level. Files that did not compile before have
/// no code and no data yet.
fn too_far(
    plan: &Plan<'_>,
    [before, after]: [&[Schema]; 2],
    found: &[Diagnostic],
    allowed: Reach,
) -> Option<BTreeMap<Box<str>, String>> {
    if allowed == Some(Breaks::Wire) {
        return None;
    }
    let broken: FxHashSet<&str> = errors(found).map(|error| &*error.place.path).collect();
    let schemas = before.iter().zip(after);
    let reach = schemas.map(|(before, after)| reach::of_schemas(before, after, &broken)).max().flatten();
    let what = reach.filter(|_| reach > allowed)?.name();
    let why = if plan.len() > 1 {
        format!("the fixes of all files together change {what}")
    } else {
        format!("together, the fixes change {what}")
    };
    Some(plan.keys().map(|&path| (path.into(), why.clone())).collect())
}

impl Fixed {
    /// The changed files after another round of edits.
    fn with(&self, plan: &Plan<'_>) -> BTreeMap<Box<str>, Change> {
        let mut files = self.files.clone();
        for (path, file) in plan {
            let source = file.source().clone();
            let change =
                files.entry((*path).into()).or_insert_with(|| Change { before: source, after: Vec::new() });
            change.after = file.applied();
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

/// Compile errors of a kind of which the file has more than before. A file may have had errors already, and resolving
/// one of them can uncover others.
fn new_errors<'d>(plan: &Plan<'_>, before: &[Diagnostic], after: &'d [Diagnostic]) -> Vec<&'d Diagnostic> {
    let counts = |found: &'_ [Diagnostic]| {
        let mut counts: BTreeMap<(Arc<str>, &'static str), usize> = BTreeMap::new();
        for error in errors(found) {
            *counts.entry((error.place.path.clone(), error.code)).or_default() += 1;
        }
        counts
    };
    let (known, counts) = (counts(before), counts(after));
    let repaired = repaired(before, after);
    let is_new = |found: &&Diagnostic| {
        let key = (found.place.path.clone(), found.code);
        let path = &*found.place.path;
        // Files that import a repaired one can have new errors, too.
        let is_uncovered = repaired.contains(path) || !repaired.is_empty() && !plan.contains_key(path);
        counts.get(&key) > known.get(&key) && !is_uncovered
    };
    errors(after).filter(is_new).collect()
}

/// The files of which errors that have a fix are gone.
fn repaired<'d>(before: &'d [Diagnostic], after: &[Diagnostic]) -> FxHashSet<&'d str> {
    let mut left: BTreeMap<(&str, &str, &str), usize> = BTreeMap::new();
    for error in errors(after) {
        *left.entry((&error.place.path, error.code, &error.message)).or_default() += 1;
    }
    let mut repaired = FxHashSet::default();
    for error in errors(before).filter(|error| error.fix.is_some()) {
        match left.get_mut(&(&*error.place.path, error.code, &*error.message)) {
            Some(count) if *count > 0 => *count -= 1,
            _ => _ = repaired.insert(&*error.place.path),
        }
    }
    repaired
}

/// The compile errors.
fn errors(found: &[Diagnostic]) -> impl Iterator<Item = &Diagnostic> {
    found.iter().filter(|found| !is_suppressible(found))
}
