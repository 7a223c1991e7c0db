//! `PACKAGE_VERSION_SUFFIX`: packages carry their version.

use crate::diag::Severity;
use crate::lint::names::{service_version, version, version_like};
use crate::lint::{Context, Index, Report};
use crate::rules::{Category, Setting, SettingValue, meta};
use crate::schema::handles::File;

const ALLOW_SERVICES: Setting = Setting {
    name: "allow_versioned_services",
    default: SettingValue::Bool(false),
    docs: "Whether a package needs no version if each of its services has one in its name, such as `UserServiceV1`.",
};

meta! {
    /// ## What it does
    /// Reports packages whose last part is not a version such as `v1`, `v1beta1`, `v1p1alpha` or `v1test`.
    /// ## Why
    /// A breaking change needs a second package next to the first, so that old clients keep working. Without a version,
    /// there is no good name for the second one.
    /// ## Bad
    /// ```proto
    /// package acme.user;
    /// ```
    /// ## Good
    /// ```proto
    /// package acme.user.v1;
    /// ```
    /// ## Notes
    /// A package of one part has no version, even if it looks like one. Files without a package are not reported.
    ///
    /// A package cannot be renamed once it is in use, so by default the finding is a note, once per package, and
    /// packages with a version elsewhere are not reported: `acme.v2.user`, `acme.v0`, or a service `UserServiceV1`.
    /// `PACKAGE_SINGLE_SEGMENT` covers packages of one word. Select the rule explicitly to get a warning in each file.
    PACKAGE_VERSION_SUFFIX {
        categories: &[Category::Standard],
        severity: Severity::Warning,
        on: true,
        settings: &[ALLOW_SERVICES],
    }
}

pub fn check(index: &Index<'_>, cx: &mut Context<'_>) {
    for (package, files) in &index.packages {
        if package.is_empty() || version(package).is_some() {
            continue;
        }
        let counts_services = cx.switch(&ALLOW_SERVICES) || !cx.is_explicit();
        if counts_services && has_versioned_services(files) {
            continue;
        }
        if cx.is_explicit() {
            for &file in files {
                report(file, cx);
            }
        } else if package.contains('.') && version_like(package).is_none() {
            report(files[0], cx).note();
        }
    }
}

fn report<'c>(file: File<'_>, cx: &'c mut Context<'_>) -> Report<'c> {
    let package = file.package();
    let text = match version_like(package) {
        Some(part) => format!(
            "package `{package}` does not end in a version such as `v1`; `{part}` is not a valid version"
        ),
        None => format!("package `{package}` has no version, so there is no name for a breaking new version"),
    };
    let mut report = cx.report(file.package_site(), text);
    report.help(format!("name it `{package}.v1`, or with the current version"));
    report
}

/// Whether the files have services, all with a version in their name.
fn has_versioned_services(files: &[File<'_>]) -> bool {
    let mut services = files.iter().copied().flat_map(File::services).peekable();
    services.peek().is_some() && services.all(|service| service_version(service.name()).is_some())
}
