//! `SERVICE_GENERIC_NAME`: services say what they are about.

use crate::compile::handles::Service;
use crate::diag::Severity;
use crate::lint::Context;
use crate::lint::names::{is_one_of, words};
use crate::rules::{Category, meta};

meta! {
    /// ## What it does
    /// Reports services whose name says nothing about what they do, such as `ApiService` or `MainService`.
    /// ## Why
    /// A name that excludes nothing draws everything: such a service grows until nobody can say who owns it.
    /// ## Bad
    /// ```proto
    /// service ApiService {}
    /// ```
    /// ## Good
    /// ```proto
    /// service UserService {}
    /// ```
    /// ## Notes
    /// The public Google APIs have no such service.
    SERVICE_GENERIC_NAME {
        categories: &[Category::Design],
        severity: Severity::Warning,
        on: true,
        settings: &[],
    }
}

/// Words that say nothing about what a service does.
const GENERIC: [&str; 24] = [
    "api",
    "backend",
    "base",
    "common",
    "core",
    "default",
    "everything",
    "general",
    "generic",
    "global",
    "grpc",
    "helper",
    "internal",
    "main",
    "misc",
    "my",
    "public",
    "rpc",
    "server",
    "service",
    "shared",
    "util",
    "utility",
    "utils",
];

pub fn check(service: Service<'_>, cx: &mut Context<'_>) {
    if !words(service.name()).all(|word| is_one_of(word, &GENERIC)) {
        return;
    }
    let text = format!("`{}` does not say what the service is about", service.name());
    cx.report(service.name_spot(), text).help("name it after what it manages, as in `UserService`");
}
