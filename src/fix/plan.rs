//! Selects the edits that can be applied together.

use std::collections::{BTreeMap, BTreeSet};

use rustc_hash::FxHashSet;

use crate::diag::{Edit, Fix};
use crate::text::{Source, Span};

/// Edits by path.
pub type Plan<'d> = BTreeMap<&'d str, FilePlan<'d>>;

/// The edits of a file; at least one.
#[derive(Default)]
pub struct FilePlan<'d> {
    /// The edits in text order, without overlaps; at the same position, in the order of their fix.
    edits: BTreeMap<(Span, usize), &'d Edit>,
    /// Where declarations are inserted.
    declarations: BTreeSet<u32>,
    /// Where text is copied from: the end of each range by its start, without overlaps.
    copied: BTreeMap<u32, u32>,
}

/// Selects fixes that do not conflict, and returns their indices. A fix is taken as a whole or left for the next round;
/// of two that touch the same text or declare the same name, the first is taken. Text that a fix copies is not edited.
pub fn plan<F: AsRef<Fix>>(fixes: &[F], is_refused: impl Fn(&str) -> bool) -> (Plan<'_>, Vec<usize>) {
    let mut plan = Plan::new();
    let mut taken = Vec::new();
    let mut names = FxHashSet::default();
    for (index, fix) in fixes.iter().enumerate() {
        let fix = fix.as_ref();
        let edits = fix.edits();
        let fits = |edit: &Edit| {
            let path = edit.source.path();
            !is_refused(path) && plan.get(path).is_none_or(|file: &FilePlan<'_>| file.fits(edit.span, fix))
        };
        let is_new = fix.declares().is_none_or(|name| !names.contains(name));
        let can_copy = fix
            .copies()
            .is_none_or(|(path, span)| plan.get(&**path).is_none_or(|file| file.is_unchanged(*span)));
        if is_new && can_copy && edits.iter().all(fits) {
            taken.push(index);
            names.extend(fix.declares());
            if let Some((path, span)) = fix.copies() {
                plan.entry(path).or_default().copy(*span);
            }
            for edit in edits {
                let file = plan.entry(edit.source.path()).or_default();
                file.edits.insert((edit.span, file.edits.len()), edit);
                if edit.span.is_empty() && fix.declares().is_some() {
                    file.declarations.insert(edit.span.start);
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

    /// Whether no edit touches the span, and it is not copied. Edits do not overlap, so only the last one before the end
    /// can. Declarations can be inserted at the same position.
    fn fits(&self, span: Span, fix: &Fix) -> bool {
        let copied = self.copied.range(..span.end.max(span.start + 1)).next_back();
        if copied.is_some_and(|(_, &end)| span.start < end) {
            return false;
        }
        if span.is_empty() && fix.declares().is_some() && self.declarations.contains(&span.start) {
            return true;
        }
        let before = ..=(Span { start: span.end, end: u32::MAX }, usize::MAX);
        self.edits.range(before).next_back().is_none_or(|((known, _), _)| known.end < span.start)
    }

    /// Whether no edit is inside the span.
    fn is_unchanged(&self, span: Span) -> bool {
        let before = ..(Span { start: span.end, end: 0 }, 0);
        self.edits.range(before).next_back().is_none_or(|((known, _), _)| known.end <= span.start)
    }

    /// Notes that the span is copied.
    fn copy(&mut self, span: Span) {
        let (mut start, mut end) = (span.start, span.end);
        while let Some((&known, &known_end)) = self.copied.range(..=end).next_back()
            && known_end >= start
        {
            self.copied.remove(&known);
            (start, end) = (start.min(known), end.max(known_end));
        }
        self.copied.insert(start, end);
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
