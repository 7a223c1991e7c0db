//! `CUSTOM_OPTION_SAME_VALUE`: custom options stay what they are.

use crate::breaking::options::Optioned;
use crate::breaking::{Breaks, Context, Pair};
use crate::diag::Severity;
use crate::rules::{Setting, SettingValue, meta};
use std::borrow::Cow;
use std::collections::BTreeSet;

meta! {
    /// ## What it does
    /// Reports elements on which the value of a custom option changed, or on which it was added or removed.
    /// ## Why
    /// Tools that read the option, such as a plugin that checks permissions, behave differently.
    /// ## Before
    /// ```proto
    /// syntax = "proto2";
    /// package acme;
    /// import "google/protobuf/descriptor.proto";
    /// extend google.protobuf.MessageOptions {
    ///   optional string table = 50001;
    /// }
    /// message User {
    ///   option (acme.table) = "users";
    /// }
    /// ```
    /// ## After
    /// ```proto
    /// syntax = "proto2";
    /// package acme;
    /// import "google/protobuf/descriptor.proto";
    /// extend google.protobuf.MessageOptions {
    ///   optional string table = 50001;
    /// }
    /// message User {
    ///   option (acme.table) = "people";
    /// }
    /// ```
    CUSTOM_OPTION_SAME_VALUE {
        categories: &[],
        severity: Severity::Error,
        on: false,
        settings: &[OPTIONS],
    }
}

/// Which options are compared.
const OPTIONS: Setting = Setting {
    name: "options",
    default: SettingValue::Text(Cow::Borrowed("")),
    docs: "The full names of the options that must not change, separated by commas; all custom options if empty.",
};

pub fn check(element: Pair<Optioned<'_>>, cx: &mut Context<'_>) {
    let names: Vec<&str> =
        cx.text(&OPTIONS).split(',').map(str::trim).filter(|name| !name.is_empty()).collect();
    let Pair { old, new } = element.map(Optioned::custom_options);
    let all: BTreeSet<&String> = old.keys().chain(new.keys()).collect();
    let changed = all.into_iter().filter(|name| names.is_empty() || names.contains(&name.as_str()));
    let changed: Vec<(&String, String, String)> = changed
        .filter(|name| old.get(*name) != new.get(*name))
        .map(|name| (name, shown(old.get(name)), shown(new.get(name))))
        .collect();
    for (name, was, is) in changed {
        let text =
            format!("option `({name})` of `{}` changed from {was} to {is}", element.new.site.subject());
        let help = "restore its value, or tell those who depend on it";
        let value = |shown: &str| format!("({name}) {shown}");
        cx.report(element.new.site, element.old.site, Breaks::Source, text)
            .change(value(&was), value(&is))
            .help(help);
    }
}

fn shown(value: Option<&String>) -> String {
    value.map_or_else(|| "not set".to_owned(), |value| format!("`{value}`"))
}
