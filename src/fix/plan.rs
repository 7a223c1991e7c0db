//! Which edits of many can be made at once.

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::diag::{Edit, Fix};
use crate::text::{Source, Span};

/// Edits by path.
pub type Plan<'d> = BTreeMap<&'d str, FilePlan<'d>>;

/// What is done to a file: at least one edit.
pub struct FilePlan<'d> {
    /// The edits in the order of the text, those at one place in that of their fix. They do not overlap.
    edits: BTreeMap<(Span, usize), &'d Edit>,
    /// What the fixes do that these come from.
    pub done: Vec<&'d str>,
}

/// The fixes that go together. A fix is taken as a whole or left for the next round; of two that touch
/// the same text the first is taken.
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
    /// The file as it was read.
    pub fn source(&self) -> &Source {
        &self.edits.values().next().expect("a plan has an edit").source
    }

    /// The number of edits.
    pub fn len(&self) -> usize {
        self.edits.len()
    }

    /// Whether a text is touched already. Edits are apart, so that only the last one before the end can touch it.
    fn touches(&self, span: Span) -> bool {
        let before = ..=(Span { start: span.end, end: u32::MAX }, usize::MAX);
        self.edits.range(before).next_back().is_some_and(|((known, _), _)| span.start <= known.end)
    }

    /// The text of the file with the edits made.
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
