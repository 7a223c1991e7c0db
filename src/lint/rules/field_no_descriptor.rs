//! `FIELD_NO_DESCRIPTOR`: no field is called descriptor.

use crate::diag::Severity;
use crate::lint::Context;
use crate::rules::meta;
use crate::schema::handles::Field;

meta! {
    /// ## What it does
    /// Reports fields named `descriptor`, in any case and with any underscores around.
    /// ## Why
    /// Generated classes of several languages have a `descriptor` member, and do not compile with a field of that name.
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
    /// In buf, this rule exists only in `v1beta1` configurations.
    FIELD_NO_DESCRIPTOR {
        categories: &[],
        severity: Severity::Warning,
        on: false,
        settings: &[],
    }
}

pub fn check(field: Field<'_>, cx: &mut Context<'_>) {
    if field.name().trim_matches('_').eq_ignore_ascii_case("descriptor") {
        let message = format!("field `{}` conflicts with a member of generated classes", field.name());
        cx.report(field.name_site(), message).help("use a more specific name");
    }
}
