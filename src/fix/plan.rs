//! Which edits of many can be made at once.

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::diag::{Edit, Fix};

/// Edits by path.
pub type Plan<'d> = BTreeMap<&'d str, FilePlan<'d>>;

/// What is done to a file.
#[derive(Default)]
pub struct FilePlan<'d> {
    /// Sorted, and without overlaps; there is at least one.
    pub edits: Vec<&'d Edit>,
    /// What the fixes do that these come from.
    pub done: Vec<&'d str>,
}

/// The fixes that go together. A fix is taken as a whole or left for the next round; of two that touch
/// the same text the first is taken.
pub fn plan(fixes: &[Arc<Fix>], is_refused: impl Fn(&str) -> bool) -> Plan<'_> {
    let mut plan = Plan::new();
    for fix in fixes {
        let fits = fix.edits.iter().all(|edit| !is_refused(edit.source.path()) && !is_in_use(&plan, edit));
        if fix.edits.is_empty() || !fits {
            continue;
        }
        for edit in &fix.edits {
            let file = plan.entry(edit.source.path()).or_default();
            file.edits.push(edit);
            if file.done.last() != Some(&&*fix.what) {
                file.done.push(&fix.what);
            }
        }
    }
    for file in plan.values_mut() {
        file.edits.sort_by_key(|edit| edit.span);
    }
    plan
}

/// Whether a text is touched already.
fn is_in_use(plan: &Plan<'_>, edit: &Edit) -> bool {
    let known = plan.get(edit.source.path()).map_or(&[][..], |file| &file.edits);
    known.iter().any(|known| known.span.start <= edit.span.end && edit.span.start <= known.span.end)
}

impl FilePlan<'_> {
    /// The text of the file with the edits made.
    pub fn applied(&self) -> Vec<u8> {
        let before = self.edits[0].source.bytes();
        let mut after = Vec::with_capacity(before.len());
        let mut at = 0;
        for edit in &self.edits {
            after.extend_from_slice(&before[at..edit.span.start as usize]);
            after.extend_from_slice(edit.text.as_bytes());
            at = edit.span.end as usize;
        }
        after.extend_from_slice(&before[at..]);
        after
    }
}
