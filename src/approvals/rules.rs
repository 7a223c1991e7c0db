//! Findings about approvals.

use super::Approval;
use crate::breaking::RULES;
use crate::diag::{Diagnostic, Place, Severity};
use crate::rules::{Category, Meta, meta, similar};

/// The rules about approvals.
pub const METAS: [&Meta; 2] = [&expired_rule::META, &stale_rule::META];

/// An expired approval.
pub fn expired(place: Place, approval: &Approval) -> Diagnostic {
    let Approval { subject, until, .. } = approval;
    let until = until.map_or_else(String::new, |until| format!(" on {until}"));
    let message =
        format!("the approval of this change to `{subject}` expired{until}, but the change still exists");
    Diagnostic::warning(expired_rule::META.id, place, message)
        .help("revert the change, or approve it again: `protolint approve --until DAY`")
}

/// An approval that matches no change.
pub fn stale(place: Place, approval: &Approval) -> Diagnostic {
    let Approval { subject, rule, .. } = approval;
    let message = format!("{rule} reports no such change to `{subject}`: the approval is not needed");
    Diagnostic::warning(stale_rule::META.id, place, message).help("remove the entry")
}

/// An approval for an unknown rule.
pub fn unknown(place: Place, approval: &Approval) -> Diagnostic {
    let message = format!("there is no breaking rule `{}`", approval.rule);
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
        /// Reports expired approvals of breaking changes that still exist.
        /// ## Why
        /// The change was approved until a certain day, to be reviewed again by then.
        /// ## Notes
        /// The day is the value of `until` in the approvals file. It ends at midnight UTC.
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
        /// Reports approvals that match no breaking change.
        /// ## Why
        /// A leftover approval would allow the same change again later, when it is not intended.
        /// ## Notes
        /// An approval matches one rule, one element, one old and one new value. Once the change is part of the version
        /// that is compared with, the approval can be removed.
        APPROVAL_STALE {
            categories: &[Category::Design],
            severity: Severity::Warning,
            on: true,
            settings: &[],
        }
    }
}
