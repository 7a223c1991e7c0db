//! `SERVICE_GENERIC_NAME`: services say what they are about.

use crate::diag::Severity;
use crate::lint::Context;
use crate::lint::names::{is_one_of, words};
use crate::rules::{Category, meta};
use crate::schema::handles::Service;

meta! {
    /// ## What it does
    /// Reports services whose name has only generic words, such as `ApiService`, `MainService` or `Do`.
    /// ## Why
    /// Without a clear scope, such a service keeps growing, and has no clear owner.
    /// ## Bad
    /// ```proto
    /// service ApiService {}
    /// ```
    /// ## Good
    /// ```proto
    /// service UserService {}
    /// ```
    /// ## Notes
    /// One specific word is enough: `ApiKeys` is not reported.
    SERVICE_GENERIC_NAME {
        categories: &[Category::Design],
        severity: Severity::Warning,
        on: true,
        settings: &[],
    }
}

/// Generic words in service names.
const GENERIC: [&str; 34] = [
    "all",
    "any",
    "anything",
    "api",
    "backend",
    "base",
    "common",
    "core",
    "default",
    "do",
    "does",
    "everything",
    "general",
    "generic",
    "global",
    "grpc",
    "handler",
    "helper",
    "internal",
    "main",
    "manager",
    "misc",
    "my",
    "public",
    "rpc",
    "server",
    "service",
    "shared",
    "stuff",
    "thing",
    "things",
    "util",
    "utility",
    "utils",
];

pub fn check(service: Service<'_>, cx: &mut Context<'_>) {
    if !words(service.name()).all(|word| is_one_of(word, &GENERIC)) {
        return;
    }
    let text = format!("`{}` does not say what the service is about", service.name());
    cx.report(service.name_site(), text).help("name it after what it manages, as in `UserService`");
}
