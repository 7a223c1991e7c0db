//! Fixes: source edits that resolve a diagnostic.

use crate::text::{Line, Source, Span};

/// A set of source edits. They are applied together or not at all.
#[derive(Clone, PartialEq, Debug)]
pub struct Fix {
    what: Line,
    flag: &'static str,
    edits: Box<[Edit]>,
}

impl Fix {
    /// Creates a fix. `what` describes it in the imperative: lower case, no full stop. `None` if there are no edits,
    /// two edits overlap, or an edit is outside its file.
    pub fn new(what: impl Into<Line>, mut edits: Vec<Edit>) -> Option<Self> {
        edits.sort_by(|a, b| (a.source.path(), a.span).cmp(&(b.source.path(), b.span)));
        let is_in_file = |edit: &Edit| {
            edit.span.start <= edit.span.end && edit.span.end as usize <= edit.source.bytes().len()
        };
        let are_apart = |pair: &[Edit]| {
            pair[0].source.path() != pair[1].source.path() || pair[0].span.end <= pair[1].span.start
        };
        let is_sound = !edits.is_empty() && edits.iter().all(is_in_file) && edits.windows(2).all(are_apart);
        is_sound.then(|| Self { what: what.into(), flag: "--fix", edits: edits.into() })
    }

    /// Sets a flag other than `--fix`, for fixes that change more than text.
    #[must_use]
    pub fn with_flag(self, flag: &'static str) -> Self {
        Self { flag, ..self }
    }

    /// The flag that applies the fix.
    pub fn flag(&self) -> &'static str {
        self.flag
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
            text: String::new(),
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
