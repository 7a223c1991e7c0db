//! Comments that tell the linter to stay silent, in its own words and in those of other linters.
//!
//! Rules report what they find; what a comment suppresses is taken out afterwards, by position. So it makes no
//! difference to a rule, and a comment that suppresses nothing can be reported too.

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

/// A rule that is suppressed somewhere.
#[derive(Debug)]
pub struct Suppression {
    /// The id of the rule, as written; empty for all rules.
    pub rule: String,
    /// Where the id is written.
    pub place: Place,
    /// Whether longer ids than the written one are meant too, as buf has it.
    is_prefix: bool,
    covers: Covers,
    state: State,
}

/// What a suppression is about: findings that begin in it.
#[derive(Clone, Debug)]
enum Covers {
    /// Everything in the file, and what is said about the file as a whole.
    File,
    /// Parts of the file. Suppressions of the same parts share them.
    Ranges(Arc<[Range<LineColumn>]>),
}

/// Whether a suppression is of use.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum State {
    /// Its rules did not run.
    Idle,
    /// Its rules ran and found nothing there.
    Unused,
    /// It suppressed something.
    Used,
}

/// Which comments count.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Comments {
    /// Those in our own words.
    pub own: bool,
    /// Those in the words of buf.
    pub buf: bool,
    /// Those in the words of other linters.
    pub others: bool,
}

impl Default for Comments {
    /// All comments count where no configuration says otherwise.
    fn default() -> Self {
        Self { own: true, buf: true, others: true }
    }
}

impl Comments {
    /// Those in our own words only.
    pub const OWN: Self = Self { own: true, buf: false, others: false };
}

impl Suppressions {
    /// Reads the comments of `files`, as far as they count.
    pub fn new(schema: &Schema, files: &[FileId], comments: Comments) -> Self {
        let read = files.par_iter().map(|&id| {
            let file = &schema.files[id as usize];
            (file.path.clone(), read::suppressions(file, comments))
        });
        let files = read.filter(|(_, suppressions)| !suppressions.is_empty()).collect::<Vec<_>>();
        Self { files: files.into_iter().collect() }
    }

    /// Takes out of `found` what is suppressed. Errors of the compiler cannot be. `ran` says of the id of a rule
    /// whether it had a chance to find something.
    pub fn apply(&mut self, found: &mut Vec<Diagnostic>, ran: impl Fn(&str) -> bool) {
        if self.files.is_empty() {
            return;
        }
        for suppression in self.files.values_mut().flatten() {
            suppression.state = if suppression.is_about(&ran) { State::Unused } else { State::Idle };
        }
        self.suppress(found, |diagnostic| diagnostic);
    }

    /// Takes out of `found` what a comment suppresses, and marks the comment as used.
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

    /// Runs the rules about suppressions, but for those of `others`, the rules of another stage.
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
    /// Whether its rule is one of ours, or of a linter whose suppressions are understood.
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

impl Covers {
    fn range(range: Range<LineColumn>) -> Self {
        Self::Ranges(Arc::new([range]))
    }

    /// Whether both are certainly the same, without looking at each range.
    fn is_same(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::File, Self::File) => true,
            (Self::Ranges(one), Self::Ranges(other)) => Arc::ptr_eq(one, other),
            _ => false,
        }
    }
}

/// Where a finding begins, and which one it is.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
struct Begin {
    at: Option<LineColumn>,
    index: usize,
}

/// Whether a finding can be turned off: errors of the compiler cannot. Rules have ids in upper case.
pub fn is_suppressible(diagnostic: &Diagnostic) -> bool {
    diagnostic.severity < Severity::Error
        || diagnostic.code.starts_with(|first: char| first.is_ascii_uppercase())
}

/// Marks in `suppressed` which findings of a rule the comments of their file suppress. `begins` is sorted.
///
/// Anybody can write many comments and many findings, so neither is compared with each of the other.
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
            Covers::File => {
                is_whole_file = true;
                true
            }
            Covers::Ranges(covered) => {
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

/// Whether a finding begins in a range.
fn begins_in(begins: &[Begin], range: &Range<LineColumn>) -> bool {
    let first = begins.partition_point(|begin| begin.at < Some(range.start));
    begins.get(first).is_some_and(|begin| begin.at < Some(range.end))
}
