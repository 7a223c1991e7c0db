//! `TIMESTAMP_SUFFIX`: points in time are named alike.

use crate::diag::Severity;
use crate::lint::Context;
use crate::lint::Index;
use crate::rules::{Category, meta};
use crate::schema::handles::{Field, File, Message};

meta! {
    /// ## What it does
    /// Reports `google.protobuf.Timestamp` fields whose name ends neither in `_at` nor in `_time`, and those in the
    /// less common style if a package uses both.
    /// ## Why
    /// `created` could be a flag, a person or a date; `create_time` is clear. With one suffix, nobody has to look it
    /// up.
    /// ## Bad
    /// ```proto
    /// import "google/protobuf/timestamp.proto";
    ///
    /// message User {
    ///   google.protobuf.Timestamp created = 1;
    /// }
    /// ```
    /// ## Good
    /// ```proto
    /// import "google/protobuf/timestamp.proto";
    ///
    /// message User {
    ///   google.protobuf.Timestamp created_at = 1;
    /// }
    /// ```
    /// ## Notes
    /// Off by default, because names such as `read_timestamp` are also clear.
    TIMESTAMP_SUFFIX {
        categories: &[Category::Design],
        severity: Severity::Note,
        on: false,
        settings: &[],
    }
}

/// The endings, and those of lists.
const STYLES: [[&str; 2]; 2] = [["_at", "_ats"], ["_time", "_times"]];

pub fn check(index: &Index<'_>, cx: &mut Context<'_>) {
    for files in index.packages.values() {
        let fields: Vec<Field<'_>> =
            files.iter().copied().flat_map(File::fields).filter(|field| is_timestamp(*field)).collect();
        let count = |wanted: usize| fields.iter().filter(|field| style(field.name()) == Some(wanted)).count();
        let usual = usize::from(count(1) >= count(0));
        for field in fields.into_iter().filter(|field| style(field.name()) != Some(usual)) {
            report(field, usual, cx);
        }
    }
}

fn report(field: Field<'_>, usual: usize, cx: &mut Context<'_>) {
    let ending = STYLES[usual][0];
    let text = match style(field.name()) {
        None => {
            format!("`{}` is a timestamp, but its name ends neither in `_at` nor in `_time`", field.name())
        }
        Some(_) => {
            format!(
                "`{}` is named unlike most timestamps of its package, which end in `{ending}`",
                field.name()
            )
        }
    };
    cx.report(field.name_site(), text).help(format!("use a name that ends in `{ending}`"));
}

fn is_timestamp(field: Field<'_>) -> bool {
    !field.is_map() && field.message_type().map(Message::full_name) == Some("google.protobuf.Timestamp")
}

/// The style of a name; the name `time` has the second one.
fn style(name: &str) -> Option<usize> {
    let name = format!("_{name}");
    STYLES.iter().position(|endings| endings.iter().any(|ending| name.ends_with(ending)))
}
