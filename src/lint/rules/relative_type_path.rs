//! `RELATIVE_TYPE_PATH`: types of other packages have their full name.

use crate::diag::Severity;
use crate::lint::Context;
use crate::rules::{Category, meta};
use crate::schema::handles::{Enum, Field, File, Message, Service, Site};

meta! {
    /// ## What it does
    /// Reports types whose name contains only part of their package, and is resolved through a common parent package.
    /// ## Why
    /// The meaning of `common.Money` depends on all enclosing packages: a new package `acme.shop.common` would hide
    /// `acme.common`, in a file that did not change.
    /// ## Bad
    /// ```proto
    /// // file: money.proto
    /// syntax = "proto3";
    ///
    /// package acme.common;
    ///
    /// message Money {}
    /// // file: shop.proto
    /// syntax = "proto3";
    ///
    /// package acme.shop;
    ///
    /// import "money.proto";
    ///
    /// message Order {
    ///   common.Money price = 1;
    /// }
    /// ```
    /// ## Good
    /// ```proto
    /// // file: money.proto
    /// syntax = "proto3";
    ///
    /// package acme.common;
    ///
    /// message Money {}
    /// // file: shop.proto
    /// syntax = "proto3";
    ///
    /// package acme.shop;
    ///
    /// import "money.proto";
    ///
    /// message Order {
    ///   acme.common.Money price = 1;
    /// }
    /// ```
    /// ## Notes
    /// Descriptor sets contain only full names.
    RELATIVE_TYPE_PATH {
        categories: &[Category::Style],
        severity: Severity::Warning,
        on: false,
        settings: &[],
    }
}

pub fn check(file: File<'_>, cx: &mut Context<'_>) {
    for field in file.fields() {
        // A map is declared with the type of its values.
        let value =
            field.message_type().filter(|entry| entry.is_map_entry()).and_then(|entry| entry.fields().nth(1));
        let named = value.unwrap_or(field);
        check_name(named.type_name(), type_of(named), field.type_site(), cx);
    }
    for method in file.services().flat_map(Service::methods) {
        let [input, output] = [method.input(), method.output()].map(|message| message.map(name_of_message));
        check_name(method.input_name(), input, method.input_site(), cx);
        check_name(method.output_name(), output, method.output_site(), cx);
    }
}

/// The package and the full name of the type of a field.
fn type_of(field: Field<'_>) -> Option<(&str, &str)> {
    field.message_type().map(name_of_message).or_else(|| field.enum_type().map(name_of_enum))
}

fn name_of_message(message: Message<'_>) -> (&str, &str) {
    (message.file().package(), message.full_name())
}

fn name_of_enum(enumeration: Enum<'_>) -> (&str, &str) {
    (enumeration.file().package(), enumeration.full_name())
}

fn check_name(written: &str, meant: Option<(&str, &str)>, site: Site<'_>, cx: &mut Context<'_>) {
    let Some((package, full_name)) = meant.filter(|_| written.contains('.')) else { return };
    let Some(scope) = full_name.strip_suffix(written).and_then(|scope| scope.strip_suffix('.')) else {
        return;
    };
    if scope.len() >= package.len() {
        return;
    }
    let text =
        format!("`{written}` is resolved through the package `{scope}`: a package in between could hide it");
    cx.report(site, text).help(format!("name it `{full_name}`"));
}
