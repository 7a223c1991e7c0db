//! `SERVICE_SUFFIX`: service names end in Service.

use std::borrow::Cow;

use crate::diag::{Breaks, Severity};
use crate::lint::Context;
use crate::rules::{Category, Setting, SettingValue, meta};
use crate::schema::handles::Service;

const SUFFIX: Setting = Setting {
    name: "service_suffix",
    default: SettingValue::Text(Cow::Borrowed("Service")),
    docs: "The suffix of service names.",
};

meta! {
    /// ## What it does
    /// Reports services whose name does not end in `Service`.
    /// ## Why
    /// Services and messages share a namespace. With the suffix, a service is recognizable wherever it is named.
    /// ## Bad
    /// ```proto
    /// service Users {}
    /// ```
    /// ## Good
    /// ```proto
    /// service UserService {}
    /// ```
    /// ## Fix
    /// `--fix=wire` appends the suffix. The name is part of the path of each call.
    SERVICE_SUFFIX {
        categories: &[Category::Standard],
        severity: Severity::Warning,
        on: false,
        settings: &[SUFFIX],
    }
}

pub fn check(service: Service<'_>, cx: &mut Context<'_>) {
    let suffix = cx.text(&SUFFIX);
    if service.name().ends_with(suffix) {
        return;
    }
    let message = format!("the name of service `{}` does not end in `{suffix}`", service.name());
    let expected = format!("{}{suffix}", service.name());
    cx.report(service.name_site(), message).help(format!("name it `{expected}`")).rename(
        &service,
        &expected,
        Breaks::Wire,
    );
}
