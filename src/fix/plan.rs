//! Selects the edits that can be applied together.

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::diag::{Edit, Fix};
use crate::text::{Source, Span};

/// Edits by path.
pub type Plan<'d> = BTreeMap<&'d str, FilePlan<'d>>;

/// The edits of a file; at least one.
pub struct FilePlan<'d> {
    /// The edits in text order, without overlaps; at the same position, in the order of their fix.
    edits: BTreeMap<(Span, usize), &'d Edit>,
    /// The descriptions of their fixes.
    pub done: Vec<&'d str>,
}

/// Selects fixes that do not conflict. A fix is taken as a whole or left for the next round; of two that touch the same
/// text, the first is taken.
pub fn plan<'d>(
    fixes: impl IntoIterator<Item = &'d Arc<Fix>>,
    is_refused: impl Fn(&str) -> bool,
) -> Plan<'d> {
    let mut plan = Plan::new();
    for fix in fixes {
        let fits = |edit: &Edit| {
            let path = edit.source.path();
            !is_refused(path) && plan.get(path).is_none_or(|file| !file.touches(edit.span))
        };
        if fix.edits().iter().all(fits) {
            add(&mut plan, fix);
        }
    }
    plan
}

fn add<'d>(plan: &mut Plan<'d>, fix: &'d Fix) {
    for edit in fix.edits() {
        let file = plan
            .entry(edit.source.path())
            .or_insert_with(|| FilePlan { edits: BTreeMap::new(), done: Vec::new() });
        file.edits.insert((edit.span, file.edits.len()), edit);
        if file.done.last() != Some(&&**fix.what()) {
            file.done.push(fix.what());
        }
    }
}

impl FilePlan<'_> {
    /// The original file.
    pub fn source(&self) -> &Source {
        &self.edits.values().next().expect("a plan has an edit").source
    }

    /// The number of edits.
    pub fn len(&self) -> usize {
        self.edits.len()
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
