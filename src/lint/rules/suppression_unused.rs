//! `SUPPRESSION_UNUSED`: comments that suppress nothing go.

use crate::diag::Severity;
use crate::lint::{Context, Suppression};
use crate::rules::{Category, meta};

meta! {
    /// ## What it does
    /// Reports comments that tell the linter to ignore a rule where that rule finds nothing, or where the comment
    /// belongs to nothing.
    /// ## Why
    /// The fault was mended, the rule is off, or the comment never worked because of where it stands. It misleads
    /// readers, and it would hide the next fault of that kind.
    /// ## Bad
    /// ```proto
    /// // protolint:ignore MESSAGE_PASCAL_CASE
    /// message User {}
    /// ```
    /// ## Good
    /// ```proto
    /// message User {}
    /// ```
    /// ## Notes
    /// Comments about rules that did not run are left alone: another configuration may run them.
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
            "" => "this disables rules, none of which finds anything there".to_owned(),
            rule => format!("this ignores {rule}, which finds nothing there"),
        };
        cx.report_at(suppression.place.clone(), what)
            .help("remove the comment, or put it directly in front of what it is about");
    }
}
