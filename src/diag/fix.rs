//! Fixes: source edits that resolve a diagnostic.

use std::sync::Arc;

use super::breaks::Reach;
use super::pending::Pending;
use crate::text::{Line, Source, Span};

/// A change of source text. Its edits are applied together or not at all.
#[derive(Clone, Debug)]
pub struct Fix {
    reach: Reach,
    change: Change,
}

#[derive(Clone, Debug)]
enum Change {
    Complete(Complete),
    Pending(Pending),
}

#[derive(Clone, Debug)]
struct Complete {
    what: Line,
    edits: Box<[Edit]>,
    declares: Option<Box<str>>,
    copies: Option<(Arc<str>, Span)>,
    is_rename: bool,
}

impl Fix {
    /// Creates a fix. `what` describes it in the imperative: lower case, no full stop. `None` if the edits change
    /// nothing, two of them overlap, or one is outside its file.
    pub fn new(what: impl Into<Line>, mut edits: Vec<Edit>) -> Option<Self> {
        edits.sort_by(|a, b| (a.source.path(), a.span).cmp(&(b.source.path(), b.span)));
        let is_in_file = |edit: &Edit| {
            edit.span.start <= edit.span.end && edit.span.end as usize <= edit.source.bytes().len()
        };
        let are_apart = |pair: &[Edit]| {
            pair[0].source.path() != pair[1].source.path() || pair[0].span.end <= pair[1].span.start
        };
        let changes = |edit: &Edit| edit.source.bytes()[edit.span] != *edit.text.as_bytes();
        let is_sound =
            edits.iter().all(is_in_file) && edits.windows(2).all(are_apart) && edits.iter().any(changes);
        is_sound.then(|| {
            let (what, edits) = (what.into(), edits.into());
            let change = Complete { what, edits, declares: None, copies: None, is_rename: false };
            Self { reach: None, change: Change::Complete(change) }
        })
    }

    /// A fix whose edits are not known yet.
    pub fn pending(pending: Pending) -> Self {
        Self { reach: None, change: Change::Pending(pending) }
    }

    /// Sets what it affects, as far as the rule knows. Applying it computes the rest.
    #[must_use]
    pub fn with_reach(self, reach: Reach) -> Self {
        Self { reach, ..self }
    }

    /// Says that it declares this full name. Its insertions are then whole declarations, next to which others can be
    /// inserted.
    #[must_use]
    pub fn declaring(mut self, full_name: impl Into<Box<str>>) -> Self {
        if let Change::Complete(change) = &mut self.change {
            change.declares = Some(full_name.into());
        }
        self
    }

    /// The same fix with the edits of its pending change, which declares this full name. `None` if they overlap.
    pub fn completed(&self, edits: Vec<Edit>, declares: String) -> Option<Self> {
        let fix = Self::new(self.what(), edits)?.with_reach(self.reach).declaring(declares);
        let Change::Complete(change) = fix.change else { return None };
        let change = match self.as_pending()? {
            Pending::Rename(_) => Complete { is_rename: true, ..change },
            Pending::Copy(copied) => {
                Complete { copies: Some((copied.source.shared_path().clone(), copied.whole)), ..change }
            }
        };
        Some(Self { change: Change::Complete(change), ..fix })
    }

    /// What it affects at least.
    pub fn reach(&self) -> Reach {
        self.reach
    }

    /// The flag that applies the fix.
    pub fn flag(&self) -> &'static str {
        super::breaks::flag(self.reach)
    }

    /// The description, in the imperative.
    pub fn what(&self) -> Line {
        match &self.change {
            Change::Complete(change) => change.what.clone(),
            Change::Pending(pending) => pending.what(),
        }
    }

    /// The edits, sorted by file and position, without overlaps; none while it is pending.
    pub fn edits(&self) -> &[Edit] {
        self.as_complete().map_or(&[], |change| &change.edits)
    }

    /// The change whose edits are not known yet.
    pub fn as_pending(&self) -> Option<&Pending> {
        match &self.change {
            Change::Pending(pending) => Some(pending),
            Change::Complete(_) => None,
        }
    }

    /// The path of the first file it edits.
    pub fn path(&self) -> &str {
        match &self.change {
            Change::Complete(change) => change.edits[0].source.path(),
            Change::Pending(pending) => pending.declaration().0.path(),
        }
    }

    /// The full name that it declares.
    pub fn declares(&self) -> Option<&str> {
        self.as_complete()?.declares.as_deref()
    }

    /// The path and the span of the text that it copies.
    pub fn copies(&self) -> Option<&(Arc<str>, Span)> {
        self.as_complete()?.copies.as_ref()
    }

    /// Whether it renames a declaration and its uses.
    pub fn is_rename(&self) -> bool {
        self.as_complete().is_some_and(|change| change.is_rename)
    }

    fn as_complete(&self) -> Option<&Complete> {
        match &self.change {
            Change::Complete(change) => Some(change),
            Change::Pending(_) => None,
        }
    }
}

impl AsRef<Self> for Fix {
    fn as_ref(&self) -> &Self {
        self
    }
}

/// A replacement of a span of text.
#[derive(Clone, Debug)]
pub struct Edit {
    /// The file as it was read.
    pub source: Source,
    /// The span to replace; empty for an insertion.
    pub span: Span,
    /// The replacement.
    pub text: String,
}

impl PartialEq for Edit {
    fn eq(&self, other: &Self) -> bool {
        self.source.path() == other.source.path() && self.span == other.span && self.text == other.text
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn fix(spans: &[(u32, u32)]) -> Option<Vec<(u32, u32)>> {
        let source = Source::new("a", "a", b"0123456789".to_vec());
        let edit = |&(start, end): &(u32, u32)| Edit {
            source: source.clone(),
            span: Span { start, end },
            text: "new".to_owned(),
        };
        let fix = Fix::new("change it", spans.iter().map(edit).collect())?;
        Some(fix.edits().iter().map(|edit| (edit.span.start, edit.span.end)).collect())
    }

    #[test]
    fn edits_are_in_order_and_apart() {
        assert_eq!(fix(&[(7, 8), (0, 2), (2, 2)]), Some(vec![(0, 2), (2, 2), (7, 8)]));
        for bad in [&[][..], &[(0, 3), (2, 4)], &[(2, 4), (0, 9)], &[(9, 11)], &[(3, 2)]] {
            assert_eq!(fix(bad), None, "{bad:?}");
        }
    }
}
