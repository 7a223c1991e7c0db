//! What can be wrong about approvals.

use super::Approval;
use crate::breaking::RULES;
use crate::diag::{Diagnostic, Place, Severity};
use crate::rules::{Category, Meta, meta, similar};

/// What these findings say about themselves.
pub const METAS: [&Meta; 2] = [&expired_rule::META, &stale_rule::META];

/// An approval whose time is over.
pub fn expired(place: Place, approval: &Approval) -> Diagnostic {
    let Approval { subject, until, .. } = approval;
    let until = until.map_or_else(String::new, |until| format!(" on {until}"));
    let message =
        format!("the approval of this change of `{subject}` expired{until}, and the change is still there");
    Diagnostic::warning(expired_rule::META.id, place, message)
        .help("take the change back, or approve it again: `protolint approve --until DAY`")
}

/// An approval that nothing needs.
pub fn stale(place: Place, approval: &Approval) -> Diagnostic {
    let Approval { subject, rule, .. } = approval;
    let message = format!("`{subject}` has no such change that {rule} finds: the approval is not needed");
    Diagnostic::warning(stale_rule::META.id, place, message).help("remove the entry")
}

/// An approval of what no rule finds.
pub fn unknown(place: Place, approval: &Approval) -> Diagnostic {
    let message = format!("there is no rule `{}` whose findings could be approved", approval.rule);
    let help = match similar(&approval.rule, RULES.iter().map(|rule| rule.meta.id)) {
        Some(rule) => format!("did you mean `{rule}`?"),
        None => "remove the entry".to_owned(),
    };
    Diagnostic::warning(stale_rule::META.id, place, message).help(help)
}

mod expired_rule {
    use super::{Category, Severity, meta};

    meta! {
        /// ## What it does
        /// Reports approvals of breaking changes whose last day is over, as long as the change is there.
        /// ## Why
        /// Whoever approved the change wanted it to be looked at again by that day.
        /// ## Notes
        /// The day is the value of `until` in the file of approvals, and counts as a whole, in UTC.
        APPROVAL_EXPIRED {
            categories: &[Category::Design],
            severity: Severity::Warning,
            on: true,
            settings: &[],
        }
    }
}

mod stale_rule {
    use super::{Category, Severity, meta};

    meta! {
        /// ## What it does
        /// Reports approvals of breaking changes that are not there.
        /// ## Why
        /// An approval that stays behind lets the same change through another time, when nobody means it.
        /// ## Notes
        /// An approval is about one change: of one rule, of one thing, from what it was to what it is. After the change
        /// has become part of what is compared with, its approval can go.
        APPROVAL_STALE {
            categories: &[Category::Design],
            severity: Severity::Warning,
            on: true,
            settings: &[],
        }
    }
}
