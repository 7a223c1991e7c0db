//! Fixes: source edits that resolve a diagnostic.

use std::sync::Arc;

use super::breaks::Reach;
use crate::text::{Line, Source, Span};

/// A set of source edits. They are applied together or not at all.
#[derive(Clone, PartialEq, Debug)]
pub struct Fix {
    what: Line,
    reach: Reach,
    edits: Box<[Edit]>,
    renames: Option<Box<Edit>>,
    declares: Option<Box<str>>,
    copies: Option<Arc<Copied>>,
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
        is_sound.then(|| Self {
            what: what.into(),
            reach: None,
            edits: edits.into(),
            renames: None,
            declares: None,
            copies: None,
            is_rename: false,
        })
    }

    /// Creates a fix that renames a declaration. `name` edits its name, `others` belong to it; the edits of its uses are
    /// added when they are needed.
    pub fn renaming(what: impl Into<Line>, name: Edit, mut others: Vec<Edit>) -> Option<Self> {
        others.push(name.clone());
        Some(Self { renames: Some(Box::new(name)), ..Self::new(what, others)? })
    }

    /// Sets what it affects, as far as the rule knows. Applying it computes the rest.
    #[must_use]
    pub fn with_reach(self, reach: Reach) -> Self {
        Self { reach, ..self }
    }

    /// Says that it declares this full name. Its insertions are then whole declarations, next to which others can be
    /// inserted.
    #[must_use]
    pub fn declaring(self, full_name: impl Into<Box<str>>) -> Self {
        Self { declares: Some(full_name.into()), ..self }
    }

    /// The full name that it declares.
    pub fn declares(&self) -> Option<&str> {
        self.declares.as_deref()
    }

    /// Says that it also copies a declaration; the edit that inserts the copy is added when it is needed.
    #[must_use]
    pub fn copying(self, copied: Copied) -> Self {
        Self { copies: Some(Arc::new(copied)), ..self }
    }

    /// The declaration that it copies.
    pub fn copies(&self) -> Option<&Copied> {
        self.copies.as_deref()
    }

    /// The same fix with the edit that inserts the copy; `None` if it copies nothing, no text, or has the edit.
    pub fn with_copy(&self) -> Option<Self> {
        let insertion = self.copies()?.insertion()?;
        if self.edits.contains(&insertion) {
            return None;
        }
        let edits = self.edits.iter().cloned().chain([insertion]).collect();
        let Self { reach, declares, copies, .. } = self.clone();
        Some(Self { reach, declares, copies, ..Self::new(self.what.clone(), edits)? })
    }

    /// The same fix with the edits of all uses of the name; `None` if edits overlap.
    pub fn with_uses(&self, uses: Vec<Edit>) -> Option<Self> {
        let edits = self.edits.iter().cloned().chain(uses).collect();
        Some(Self { is_rename: true, ..Self::new(self.what.clone(), edits)?.with_reach(self.reach) })
    }

    /// What it affects at least.
    pub fn reach(&self) -> Reach {
        self.reach
    }

    /// The flag that applies the fix.
    pub fn flag(&self) -> String {
        self.reach.map_or_else(|| "--fix".to_owned(), |breaks| format!("--fix={}", breaks.flag()))
    }

    /// The edit of a declared name whose uses are not edited yet.
    pub fn renames(&self) -> Option<&Edit> {
        self.renames.as_deref()
    }

    /// Whether it renames a declaration, with all uses.
    pub fn is_rename(&self) -> bool {
        self.is_rename
    }

    /// The description, in the imperative.
    pub fn what(&self) -> &Line {
        &self.what
    }

    /// The edits: at least one, sorted by file and position, without overlaps.
    pub fn edits(&self) -> &[Edit] {
        &self.edits
    }
}

impl AsRef<Self> for Fix {
    fn as_ref(&self) -> &Self {
        self
    }
}

/// A declaration that is copied under another name.
#[derive(Clone, Debug)]
pub struct Copied {
    /// The file it is in.
    pub source: Source,
    /// The declaration.
    pub whole: Span,
    /// Its name.
    pub name: Span,
    /// The name of the copy.
    pub to: String,
}

impl Copied {
    /// Inserts the copy after the declaration, with its indentation. `None` if the declaration is not UTF-8.
    fn insertion(&self) -> Option<Edit> {
        let Self { source, whole, name, to } = self;
        let text = |start: u32, end: u32| std::str::from_utf8(&source.bytes()[Span::new(start, end)]).ok();
        let line = text(0, whole.start)?.rsplit('\n').next().unwrap_or_default();
        let indent = if line.trim().is_empty() { line } else { "" };
        let (before, after) = (text(whole.start, name.start)?, text(name.end, whole.end)?);
        let newline = source.newline();
        let text = format!("{newline}{newline}{indent}{before}{to}{after}");
        Some(Edit { source: source.clone(), span: Span::at(whole.end), text })
    }
}

impl PartialEq for Copied {
    fn eq(&self, other: &Self) -> bool {
        self.source.path() == other.source.path() && self.whole == other.whole && self.to == other.to
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
