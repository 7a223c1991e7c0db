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
    /// The two versions will diverge. Clients of the next version have to change every name instead of one import.
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
    /// If the package has no version, the name of the service may have it; `PACKAGE_VERSION_SUFFIX` accepts that with
    /// `allow_versioned_services`.
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
        "`{}` has version `{in_name}` in its name, and its package has version `{in_package}`",
        service.name()
    );
    let name = service.name().replacen(in_name, "", 1);
    cx.report(service.name_site(), text)
        .help(format!("name it `{name}`, because the package already has a version"));
}
