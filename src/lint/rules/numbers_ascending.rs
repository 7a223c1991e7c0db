//! `NUMBERS_ASCENDING`: fields and enum values are in the order of their numbers.

use crate::diag::Severity;
use crate::lint::Context;
use crate::rules::{Category, meta};
use crate::schema::handles::{Field, File, Oneof, Site};

meta! {
    /// ## What it does
    /// Reports fields and enum values whose number is lower than the previous one.
    /// ## Why
    /// In ascending order, the next free number is easy to find, and gaps are visible.
    /// ## Bad
    /// ```proto
    /// message User {
    ///   string email = 2;
    ///   string name = 1;
    /// }
    /// ```
    /// ## Good
    /// ```proto
    /// message User {
    ///   string name = 1;
    ///   string email = 2;
    /// }
    /// ```
    /// ## Notes
    /// Fields inside and outside of a oneof are compared separately.
    NUMBERS_ASCENDING {
        categories: &[Category::Style],
        severity: Severity::Warning,
        on: false,
        settings: &[],
    }
}

pub fn check(file: File<'_>, cx: &mut Context<'_>) {
    for message in file.messages() {
        let (plain, inside): (Vec<Field<'_>>, Vec<_>) =
            message.fields().partition(|field| field.oneof().is_none());
        let same_oneof =
            |a: &Field<'_>, b: &Field<'_>| a.oneof().map(Oneof::name) == b.oneof().map(Oneof::name);
        for fields in inside.chunk_by(same_oneof).chain([&plain[..]]) {
            check_order(fields.iter().map(|field| (field.number(), field.name(), field.number_site())), cx);
        }
    }
    for enumeration in file.enums() {
        let values = enumeration.values();
        check_order(values.map(|value| (value.number(), value.name(), value.number_site())), cx);
    }
}

fn check_order<'a>(numbers: impl Iterator<Item = (i32, &'a str, Site<'a>)>, cx: &mut Context<'_>) {
    let mut above: Option<(i32, &str)> = None;
    for (number, name, site) in numbers {
        if let Some((above, owner)) = above
            && number < above
        {
            let text = format!("{number} comes after {above}, the number of `{owner}`");
            cx.report(site, text).help("sort by number");
        }
        above = Some((number, name));
    }
}
