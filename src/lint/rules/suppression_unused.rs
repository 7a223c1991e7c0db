//! `SUPPRESSION_UNUSED`: comments that suppress nothing go.

use crate::diag::Severity;
use crate::lint::{Context, Suppression};
use crate::rules::{Category, meta};

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
            .help("remove the comment, or put it directly before the declaration");
    }
}
