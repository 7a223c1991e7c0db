//! `SUPPRESSION_UNUSED`: comments that suppress nothing go.

use crate::diag::{Fix, Severity};
use crate::edits::{line_of, replace};
use crate::lint::{Context, Suppression};
use crate::rules::{Category, meta};
use crate::text::Span;

meta! {
    /// ## What it does
    /// Reports suppressions of rules that report nothing there, and suppressions that apply to nothing.
    /// ## Why
    /// The problem was fixed, the rule is off, or the comment is in the wrong place. It misleads readers, and could
    /// hide a later finding.
    /// ## Bad
    /// ```proto
    /// // protolint:ignore MESSAGE_PASCAL_CASE
    /// message User {}
    /// ```
    /// ## Good
    /// ```proto
    /// message User {}
    /// ```
    /// ## Fix
    /// `--fix` removes the id, or the comment if nothing else is in it.
    /// ## Notes
    /// Suppressions of rules that did not run are not reported: another configuration may run them.
    SUPPRESSION_UNUSED {
        categories: &[Category::Design],
        severity: Severity::Warning,
        on: true,
        settings: &[],
    }
}

pub fn check(suppression: &Suppression, cx: &mut Context<'_>) {
    if suppression.is_unused() && suppression.is_known() {
        let what = match &*suppression.rule {
            "" => "this suppresses rules that report nothing there".to_owned(),
            rule => format!("this suppresses {rule}, which reports nothing there"),
        };
        cx.report_at(suppression.place.clone(), what)
            .help("remove the comment, or put it directly before the declaration")
            .fix(removal(suppression));
    }
}

/// Removes the id from its comment, or the comment if nothing else is in it.
fn removal(suppression: &Suppression) -> Option<Fix> {
    let (source, span) = suppression.place.text.clone()?;
    let bytes = source.bytes();
    let line_end =
        memchr::memchr(b'\n', &bytes[span.end as usize..]).map_or(bytes.len(), |at| span.end as usize + at);
    let line_start = memchr::memrchr(b'\n', &bytes[..span.start as usize]).map_or(0, |at| at + 1);
    let (before, after) = (&bytes[line_start..span.start as usize], &bytes[span.end as usize..line_end]);
    let comment = memchr::memmem::rfind(before, b"//")?;
    let blanks = |text: &[u8]| text.iter().take_while(|byte| byte.is_ascii_whitespace()).count();
    let removed = if let Some(rest) = after.trim_ascii_start().strip_prefix(b",") {
        let comma = blanks(after) + 1;
        Span::new(span.start, span.end + (comma + blanks(rest)) as u32)
    } else if before.trim_ascii_end().ends_with(b",") {
        let kept = before.trim_ascii_end().len() - 1;
        Span::new((line_start + kept) as u32, span.end)
    } else {
        let whole = Span::new((line_start + comment) as u32, line_end as u32);
        match line_of(&source, whole) {
            line if line != whole => line,
            // The white space before the comment goes with it.
            _ => Span::new((line_start + before[..comment].trim_ascii_end().len()) as u32, line_end as u32),
        }
    };
    Fix::new("remove the suppression", vec![replace(&source, removed, "")])
}
