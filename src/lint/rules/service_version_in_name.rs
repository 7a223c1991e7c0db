//! `SERVICE_VERSION_IN_NAME`: the version is said once.

use crate::diag::Severity;
use crate::lint::Context;
use crate::lint::names::{service_version, version};
use crate::rules::{Category, meta};
use crate::schema::handles::Service;

meta! {
    /// ## What it does
    /// Reports services with a version in their name, such as `UserServiceV1`, whose package has a version too.
    /// ## Why
    /// Two versions of one thing do not move together: soon the package says one and the service another. Clients of
    /// the next version have to change every name instead of one import.
    /// ## Bad
    /// ```proto
    /// package acme.user.v1;
    ///
    /// service UserServiceV1 {}
    /// ```
    /// ## Good
    /// ```proto
    /// package acme.user.v1;
    ///
    /// service UserService {}
    /// ```
    /// ## Notes
    /// Where the package has no version the name of the service is a place for it; `PACKAGE_VERSION_SUFFIX` accepts
    /// that with `allow_versioned_services`.
    SERVICE_VERSION_IN_NAME {
        categories: &[Category::Design],
        severity: Severity::Warning,
        on: true,
        settings: &[],
    }
}

pub fn check(service: Service<'_>, cx: &mut Context<'_>) {
    let package = service.file().package();
    let (Some(in_package), Some(in_name)) = (version(package), service_version(service.name())) else {
        return;
    };
    let text = format!(
        "`{}` says version `{in_name}`, and its package says `{in_package}`: one of them will be wrong some day",
        service.name()
    );
    let name = service.name().replacen(in_name, "", 1);
    cx.report(service.name_spot(), text).help(format!("name it `{name}`; the package has the version"));
}
