//! `SUPPRESSION_UNKNOWN`: comments that suppress name a rule.

use crate::diag::Severity;
use crate::lint::{Context, RULES, Suppression};
use crate::rules::{Category, meta, similar};

meta! {
    /// ## What it does
    /// Reports suppressions of unknown rules.
    /// ## Why
    /// A misspelled id suppresses nothing, but looks as if it did.
    /// ## Bad
    /// ```proto
    /// // protolint:ignore MESSAGE_PASCALCASE
    /// message User {}
    /// ```
    /// ## Good
    /// ```proto
    /// message User {}
    /// ```
    /// ## Notes
    /// The rules of yoheimuta's linter and of api-linter are known, whether they have an equivalent here or not.
    SUPPRESSION_UNKNOWN {
        categories: &[Category::Design],
        severity: Severity::Warning,
        on: true,
        settings: &[],
    }
}

pub fn check(suppression: &Suppression, cx: &mut Context<'_>) {
    if suppression.is_known() {
        return;
    }
    let message = match &*suppression.rule {
        "" => "this suppresses nothing: expected one space and a rule".to_owned(),
        rule => format!("unknown rule `{rule}`"),
    };
    let help = match similar(&suppression.rule, RULES.iter().map(|rule| rule.meta.id)) {
        Some(rule) => format!("did you mean `{rule}`?"),
        None => "`protolint rules` lists the rules".to_owned(),
    };
    cx.report_at(suppression.place.clone(), message).help(help);
}
