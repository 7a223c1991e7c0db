//! `FIELD_NO_DESCRIPTOR`: no field is called descriptor.

use crate::diag::Severity;
use crate::lint::Context;
use crate::rules::meta;
use crate::schema::handles::Field;

meta! {
    /// ## What it does
    /// Reports fields named `descriptor`, in any case and with any underscores around.
    /// ## Why
    /// Generated classes of several languages have a `descriptor` of their own, and do not compile beside a field of
    /// that name.
    /// ## Bad
    /// ```proto
    /// message Part {
    ///   string descriptor = 1;
    /// }
    /// ```
    /// ## Good
    /// ```proto
    /// message Part {
    ///   string part_descriptor = 1;
    /// }
    /// ```
    /// ## Notes
    /// Only the oldest configurations of buf (`v1beta1`) know this rule.
    FIELD_NO_DESCRIPTOR {
        categories: &[],
        severity: Severity::Warning,
        on: false,
        settings: &[],
    }
}

pub fn check(field: Field<'_>, cx: &mut Context<'_>) {
    if field.name().trim_matches('_').eq_ignore_ascii_case("descriptor") {
        let message =
            format!("field `{}` clashes with what generated classes define themselves", field.name());
        cx.report(field.name_spot(), message).help("say in the name what it describes");
    }
}
