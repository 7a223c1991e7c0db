//! The fixes of findings, and which of them can be applied.

use std::sync::Arc;

use rayon::prelude::*;
use rustc_hash::FxHashSet;

use super::reach::{Budget, IndexedSchema, Outcome, of_fixes};
use super::{Reach, SkippedFix};
use crate::diag::{Breaks, Diagnostic, Fix};
use crate::lint::is_suppressible;
use crate::schema::Schema;
use crate::text::Line;

/// The fix of a finding.
#[derive(Clone)]
pub struct Proposal {
    /// The rule or error it resolves.
    pub code: &'static str,
    /// Whether it resolves a compile error: a file that does not compile has no code and no data yet.
    is_of_error: bool,
    /// The fix.
    pub fix: Arc<Fix>,
}

impl Proposal {
    /// What identifies the fix from round to round: the first file it edits, and its description.
    pub fn key(&self) -> (Box<str>, Line) {
        (self.path().into(), self.fix.what())
    }

    fn path(&self) -> &str {
        self.fix.path()
    }

    fn skipped(&self, breaks: Breaks) -> SkippedFix {
        let (path, what) = self.key();
        SkippedFix { path, what, breaks }
    }
}

impl AsRef<Fix> for Proposal {
    fn as_ref(&self) -> &Fix {
        &self.fix
    }
}

/// The fixes of findings, by their rules within the allowed level, and those above it.
pub fn proposals(found: &[Diagnostic], allowed: Reach) -> (Vec<Proposal>, Vec<SkippedFix>) {
    let (mut within, mut skipped) = (Vec::<Proposal>::new(), Vec::new());
    for found in found {
        let Some(fix) = &found.fix else { continue };
        let proposal = Proposal { code: found.code, is_of_error: !is_suppressible(found), fix: fix.clone() };
        match fix.reach().filter(|_| fix.reach() > allowed && !proposal.is_of_error) {
            Some(breaks) => skipped.push(proposal.skipped(breaks)),
            // It is about a file that is in no schema.
            None if fix.edits().is_empty() => {}
            // Several findings can have the same fix.
            None if within.last().is_some_and(|last| Arc::ptr_eq(&last.fix, fix)) => {}
            None => within.push(proposal),
        }
    }
    (within, skipped)
}

/// Keeps only the fixes of compile errors if there are any in files that are not `closed`: other findings are not
/// certain in a file that does not compile. Returns whether there are any.
pub fn repairs_first(proposals: &mut Vec<Proposal>, closed: impl Fn(&str) -> bool) -> bool {
    let is_repair = |proposal: &Proposal| proposal.is_of_error && !closed(proposal.path());
    let are_any = proposals.iter().any(is_repair);
    if are_any {
        proposals.retain(is_repair);
    }
    are_any
}

/// The fixes that were removed.
#[derive(Default)]
pub struct Removed {
    /// What identifies them.
    pub keys: Vec<(Box<str>, Line)>,
    /// Those that affect too much.
    pub too_far: Vec<SkippedFix>,
    /// The first file of each that does not compile.
    pub broken: FxHashSet<Box<str>>,
}

/// Removes the fixes that affect too much or do not compile, each compared in the files it edits.
pub fn remove_unfit(proposals: &mut Vec<Proposal>, schemas: &[Schema], allowed: Reach) -> Removed {
    let schemas: Vec<IndexedSchema<'_>> = schemas.iter().map(IndexedSchema::of).collect();
    let by_file: Vec<&[Proposal]> = proposals.chunk_by(|a, b| a.path() == b.path()).collect();
    let outcomes = by_file.par_iter().flat_map_iter(|proposals| {
        let fixes: Vec<&Fix> = proposals.iter().map(|proposal| &*proposal.fix).collect();
        let mut outcomes = Vec::with_capacity(fixes.len());
        of_fixes(&fixes, &schemas, allowed, &mut Budget::default(), &mut outcomes);
        outcomes
    });
    let outcomes: Vec<Outcome> = outcomes.collect();
    let mut removed = Removed::default();
    let mut outcomes = outcomes.into_iter();
    proposals.retain(|proposal| {
        match outcomes.next() {
            // What is wrong with the file may be another error.
            _ if proposal.is_of_error => return true,
            Some(Outcome::Affects(Some(breaks))) if Some(breaks) > allowed => {
                removed.too_far.push(proposal.skipped(breaks));
            }
            Some(Outcome::DoesNotCompile) => {
                removed.broken.insert(proposal.path().into());
            }
            Some(Outcome::Affects(_)) | None => return true,
        }
        removed.keys.push(proposal.key());
        false
    });
    removed
}
