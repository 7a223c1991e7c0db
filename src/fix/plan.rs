//! Selects the edits that can be applied together.

use std::collections::{BTreeMap, BTreeSet};

use crate::diag::{Edit, Fix};
use crate::text::{Source, Span};

/// Edits by path.
pub type Plan<'d> = BTreeMap<&'d str, FilePlan<'d>>;

/// The edits of a file; at least one.
#[derive(Default)]
pub struct FilePlan<'d> {
    /// The edits in text order, without overlaps; at the same position, in the order of their fix.
    edits: BTreeMap<(Span, usize), &'d Edit>,
    /// Where declarations are inserted, and the descriptions of their fixes.
    declarations: BTreeMap<u32, BTreeSet<&'d str>>,
}

/// Selects fixes that do not conflict, and returns their indices. A fix is taken as a whole or left for the next round;
/// of two that touch the same text, the first is taken.
pub fn plan<F: AsRef<Fix>>(fixes: &[F], is_refused: impl Fn(&str) -> bool) -> (Plan<'_>, Vec<usize>) {
    let mut plan = Plan::new();
    let mut taken = Vec::new();
    for (index, fix) in fixes.iter().enumerate() {
        let fix = fix.as_ref();
        let edits = fix.edits();
        let fits = |edit: &Edit| {
            let path = edit.source.path();
            !is_refused(path) && plan.get(path).is_none_or(|file: &FilePlan<'_>| file.fits(edit.span, fix))
        };
        if edits.iter().all(fits) {
            taken.push(index);
            for edit in edits {
                let file = plan.entry(edit.source.path()).or_default();
                file.edits.insert((edit.span, file.edits.len()), edit);
                if edit.span.is_empty() && fix.is_declaring() {
                    file.declarations.entry(edit.span.start).or_default().insert(fix.what());
                }
            }
        }
    }
    (plan, taken)
}

impl FilePlan<'_> {
    /// The original file.
    pub fn source(&self) -> &Source {
        &self.edits.values().next().expect("a plan has an edit").source
    }

    /// Whether no edit touches the span. Edits do not overlap, so only the last one before the end can. Different
    /// declarations can be inserted at the same position.
    fn fits(&self, span: Span, fix: &Fix) -> bool {
        if span.is_empty()
            && fix.is_declaring()
            && let Some(others) = self.declarations.get(&span.start)
        {
            return !others.contains(&**fix.what());
        }
        let before = ..=(Span { start: span.end, end: u32::MAX }, usize::MAX);
        self.edits.range(before).next_back().is_none_or(|((known, _), _)| known.end < span.start)
    }

    /// The text of the file with the edits applied.
    pub fn applied(&self) -> Vec<u8> {
        let before = self.source().bytes();
        let mut after = Vec::with_capacity(before.len());
        let mut at = 0;
        for edit in self.edits.values() {
            after.extend_from_slice(&before[at..edit.span.start as usize]);
            after.extend_from_slice(edit.text.as_bytes());
            at = edit.span.end as usize;
        }
        after.extend_from_slice(&before[at..]);
        after
    }
}
