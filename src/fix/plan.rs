//! Selects the edits that can be applied together.

use std::collections::BTreeMap;

use crate::diag::{Edit, Fix};
use crate::text::{Source, Span};

/// Edits by path.
pub type Plan<'d> = BTreeMap<&'d str, FilePlan<'d>>;

/// The edits of a file; at least one.
#[derive(Default)]
pub struct FilePlan<'d> {
    /// The edits in text order, without overlaps; at the same position, in the order of their fix.
    edits: BTreeMap<(Span, usize), &'d Edit>,
}

/// Selects fixes that do not conflict, and returns their indices. A fix is taken as a whole or left for the next round;
/// of two that touch the same text, the first is taken.
pub fn plan<F: AsRef<Fix>>(fixes: &[F], is_refused: impl Fn(&str) -> bool) -> (Plan<'_>, Vec<usize>) {
    let mut plan = Plan::new();
    let mut taken = Vec::new();
    for (index, fix) in fixes.iter().enumerate() {
        let edits = fix.as_ref().edits();
        let fits = |edit: &Edit| {
            let path = edit.source.path();
            !is_refused(path) && plan.get(path).is_none_or(|file: &FilePlan<'_>| !file.touches(edit.span))
        };
        if edits.iter().all(fits) {
            taken.push(index);
            for edit in edits {
                let file = plan.entry(edit.source.path()).or_default();
                file.edits.insert((edit.span, file.edits.len()), edit);
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

    /// Whether an edit touches the span. Edits do not overlap, so only the last one before the end can.
    fn touches(&self, span: Span) -> bool {
        let before = ..=(Span { start: span.end, end: u32::MAX }, usize::MAX);
        self.edits.range(before).next_back().is_some_and(|((known, _), _)| span.start <= known.end)
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
