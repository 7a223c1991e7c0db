//! Suppression comments, in our syntax and in those of other linters.
//!
//! Suppressed findings are removed after the rules ran, by position. So rules need not know about suppressions, and
//! unused ones can be reported.

mod equivalents;
mod read;
mod statements;

pub use equivalents::EQUIVALENTS;

use std::ops::Range;
use std::sync::Arc;

use rayon::prelude::*;
use rustc_hash::FxHashMap;

use super::context::Context;
use super::select::is_rule;
use super::{Check, RULES, Selection};
use crate::diag::{Diagnostic, Place, Severity};
use crate::schema::{FileId, Schema};
use crate::text::LineColumn;

/// The suppressions of a run, by the path of their file.
#[derive(Debug, Default)]
pub struct Suppressions {
    files: FxHashMap<Arc<str>, Vec<Suppression>>,
}

/// A suppression of a rule.
#[derive(Debug)]
pub struct Suppression {
    /// The id of the rule, as written; empty for all rules.
    pub rule: String,
    /// Where the id is written.
    pub place: Place,
    /// Whether it also matches longer ids with this prefix, as in buf.
    is_prefix: bool,
    covers: Extent,
    state: State,
}

/// Where a suppression applies: to findings that start in it.
#[derive(Clone, Debug)]
enum Extent {
    /// The file, including findings about it as a whole.
    File,
    /// Ranges of the file, shared between suppressions.
    Ranges(Arc<[Range<LineColumn>]>),
}

/// Whether a suppression is used.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum State {
    /// Its rules did not run.
    Idle,
    /// Its rules ran and reported nothing there.
    Unused,
    /// It suppressed something.
    Used,
}

/// Which comments suppress findings.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Comments {
    /// Those in our syntax.
    pub own: bool,
    /// Those in the syntax of buf.
    pub buf: bool,
    /// Those in the syntax of other linters.
    pub others: bool,
}

impl Default for Comments {
    /// By default, all comments suppress findings.
    fn default() -> Self {
        Self { own: true, buf: true, others: true }
    }
}

impl Comments {
    /// Only those in our syntax.
    pub const OWN: Self = Self { own: true, buf: false, others: false };
}

impl Suppressions {
    /// Reads the suppressions in `files`.
    pub fn new(schema: &Schema, files: &[FileId], comments: Comments) -> Self {
        let read = files.par_iter().map(|&id| {
            let file = &schema.files[id as usize];
            (file.path.clone(), read::suppressions(file, comments))
        });
        let files = read.filter(|(_, suppressions)| !suppressions.is_empty()).collect::<Vec<_>>();
        Self { files: files.into_iter().collect() }
    }

    /// Removes suppressed findings. Compile errors cannot be suppressed. `ran` returns whether a rule ran.
    pub fn apply(&mut self, found: &mut Vec<Diagnostic>, ran: impl Fn(&str) -> bool) {
        if self.files.is_empty() {
            return;
        }
        for suppression in self.files.values_mut().flatten() {
            suppression.state = if suppression.is_about(&ran) { State::Unused } else { State::Idle };
        }
        self.suppress(found, |diagnostic| diagnostic);
    }

    /// Removes suppressed findings, and marks their comments as used.
    pub fn suppress<T>(&mut self, found: &mut Vec<T>, diagnostic: impl Fn(&T) -> &Diagnostic) {
        let mut groups: FxHashMap<_, Vec<Begin>> = FxHashMap::default();
        for (index, finding) in found.iter().enumerate() {
            let diagnostic = diagnostic(finding);
            let path = &*diagnostic.place.path;
            if self.files.contains_key(path) && is_suppressible(diagnostic) {
                let at = diagnostic.place.range().map(|range| range.start);
                groups.entry((path, diagnostic.code)).or_default().push(Begin { at, index });
            }
        }
        let mut suppressed = vec![false; found.len()];
        for ((path, rule), mut begins) in groups {
            begins.sort_unstable();
            let known = self.files.get_mut(path).map_or(&mut [][..], Vec::as_mut_slice);
            suppress(known, rule, &begins, &mut suppressed);
        }
        let mut suppressed = suppressed.into_iter();
        found.retain(|_| suppressed.next() == Some(false));
    }

    /// Runs the rules about suppressions, except suppressions of `others`, the rules of another stage.
    pub fn lint(&self, selection: &Selection, others: impl Fn(&str) -> bool) -> Vec<Diagnostic> {
        let mut found = Vec::new();
        for rule in selection.running() {
            if let Check::Suppression(check) = rule.rule.check {
                for suppression in self.files.values().flatten().filter(|found| !others(&found.rule)) {
                    check(suppression, &mut Context::new(rule, &mut found));
                }
            }
        }
        found
    }
}

impl Suppression {
    /// Whether its rule exists here or in a supported linter.
    pub fn is_known(&self) -> bool {
        self.is_about_all()
            || is_rule(&self.rule)
            || equivalents::is_foreign(&self.rule)
            || self.is_prefix && RULES.iter().any(|rule| self.rule.starts_with(rule.meta.id))
            // A warning of the compiler.
            || self.rule.starts_with(|first: char| first.is_ascii_lowercase())
    }

    /// Whether its rules ran and it suppressed nothing.
    pub fn is_unused(&self) -> bool {
        self.state == State::Unused
    }

    fn is_about_all(&self) -> bool {
        self.rule.is_empty() && !self.is_prefix
    }

    fn is_about(&self, ran: impl Fn(&str) -> bool) -> bool {
        self.is_about_all()
            || ran(&self.rule)
            || equivalents::of(&self.rule).any(&ran)
            || self.is_prefix
                && RULES.iter().any(|rule| self.rule.starts_with(rule.meta.id) && ran(rule.meta.id))
    }

    fn names(&self, id: &str) -> bool {
        self.is_about_all()
            || self.rule == id
            || self.is_prefix && self.rule.starts_with(id)
            || equivalents::of(&self.rule).any(|equivalent| equivalent == id)
    }
}

impl Extent {
    fn range(range: Range<LineColumn>) -> Self {
        Self::Ranges(Arc::new([range]))
    }

    /// Whether both are the same, by a cheap comparison.
    fn is_same(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::File, Self::File) => true,
            (Self::Ranges(one), Self::Ranges(other)) => Arc::ptr_eq(one, other),
            _ => false,
        }
    }
}

/// The start and the index of a finding.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
struct Begin {
    at: Option<LineColumn>,
    index: usize,
}

/// Whether a finding can be suppressed: compile errors cannot. Ids of rules are in upper case.
pub fn is_suppressible(diagnostic: &Diagnostic) -> bool {
    diagnostic.severity < Severity::Error
        || diagnostic.code.starts_with(|first: char| first.is_ascii_uppercase())
}

/// Marks in `suppressed` the findings of a rule that comments in their file suppress. `begins` is sorted.
///
/// A file can have very many comments and findings, so not every pair is compared.
fn suppress(known: &mut [Suppression], rule: &str, begins: &[Begin], suppressed: &mut [bool]) {
    let mut ranges = Vec::new();
    let mut is_whole_file = false;
    for group in known.chunk_by_mut(|one, next| one.covers.is_same(&next.covers)) {
        let covers = group[0].covers.clone();
        let mut named = group.iter_mut().filter(|suppression| suppression.names(rule)).peekable();
        if named.peek().is_none() {
            continue;
        }
        let is_used = match covers {
            Extent::File => {
                is_whole_file = true;
                true
            }
            Extent::Ranges(covered) => {
                ranges.extend(covered.iter().cloned());
                covered.iter().any(|range| begins_in(begins, range))
            }
        };
        if is_used {
            named.for_each(|suppression| suppression.state = State::Used);
        }
    }
    ranges.sort_unstable_by_key(|range| range.start);
    let mut ranges = ranges.into_iter().peekable();
    let mut covered_to = None;
    for begin in begins {
        while let Some(range) = ranges.next_if(|range| Some(range.start) <= begin.at) {
            covered_to = covered_to.max(Some(range.end));
        }
        suppressed[begin.index] = is_whole_file || begin.at.is_some() && begin.at < covered_to;
    }
}

/// Whether a finding starts in a range.
fn begins_in(begins: &[Begin], range: &Range<LineColumn>) -> bool {
    let first = begins.partition_point(|begin| begin.at < Some(range.start));
    begins.get(first).is_some_and(|begin| begin.at < Some(range.end))
}
