//! The names of the crate, its modules and its variables, and the names that are reserved.

use std::collections::HashSet;

use heck::ToKebabCase;

use super::lock::is_locked;
use crate::generate::idents;
use crate::schema::handles::{File, Service};
use crate::schema::{FileId, Schema};

/// Names that a crate cannot have besides those of the packages it depends on.
const TAKEN_CRATES: &[&str] = &[
    // Rust's own crates.
    "alloc",
    "core",
    "proc_macro",
    "std",
    "test",
    // Directories of cargo, and the other program of the crate.
    "build",
    "deps",
    "examples",
    "incremental",
    "load",
    // Modules of the crate's tests, which name the crate beside them.
    "client",
    "probe",
    "support",
    "tls",
    // Types that every file names without a path.
    "bool",
    "char",
    "f32",
    "f64",
    "i8",
    "i16",
    "i32",
    "i64",
    "i128",
    "isize",
    "str",
    "u8",
    "u16",
    "u32",
    "u64",
    "u128",
    "usize",
    // Files of Windows.
    "aux",
    "con",
    "nul",
    "prn",
];

/// Names that the module of a service cannot have, since its functions and its file have them too: methods of the
/// client and the server, and neighbouring files.
const TAKEN_MODULES: &[&str] = &[
    "api",
    "call",
    "clone",
    "connect",
    "gzip",
    "main",
    "max_message_size",
    "names",
    "new",
    "r#mod",
    "service",
    "services",
    "support",
    "with",
    "with_reflection",
];

/// Names that the variables and fields for entities cannot have, since handlers and their tests use them.
const TAKEN_VARIABLES: &[&str] = &[
    "again",
    "asked",
    "change",
    "client",
    "config",
    "created",
    "first",
    "found",
    "key",
    "missing",
    "n",
    "new",
    "page",
    "paths",
    "refused",
    "request",
    "requests",
    "response",
    "responses",
    "same",
    "second",
    "sender",
    "server",
    "store",
    "stored",
    "stream",
    "stream_limits",
];

/// A name for a variable, with `_` after it if it is a keyword or reserved. No other name ends in `_`.
pub fn variable(name: String) -> String {
    let is_taken = TAKEN_VARIABLES.contains(&name.as_str()) || idents::is_keyword(&name);
    if is_taken { name + "_" } else { name }
}

/// The name of the crate: the requested one, or that of the first service, in kebab case. A reserved name gets
/// `-service` appended. Fails if there is no service, or if cargo does not accept the name.
pub fn crate_name(schema: &Schema, roots: &[FileId], asked: Option<&str>) -> Result<String, String> {
    let Some(first) = services(schema, roots).next() else {
        return Err("none of the files has a service: there is nothing to serve".to_owned());
    };
    match asked {
        None => Ok(usable(&first.name().to_kebab_case())),
        Some(name) if is_package_name(name) => Ok(usable(name)),
        Some(name) => Err(format!(
            "`{name}` is not a valid crate name: use letters, digits and -, and start with a letter"
        )),
    }
}

fn is_package_name(name: &str) -> bool {
    name.starts_with(|c: char| c.is_ascii_alphabetic())
        && name.chars().all(|c| c.is_ascii_alphanumeric() || c == '-' || c == '_')
}

/// A name with which a crate builds.
fn usable(name: &str) -> String {
    let is_plain = !name.contains(|c: char| c.is_ascii_uppercase())
        && name.split(['-', '_']).all(|part| !part.is_empty());
    let plain = if is_plain { name.to_owned() } else { name.to_kebab_case() };
    let name = if plain.starts_with(|c: char| c.is_ascii_alphabetic()) {
        plain
    } else {
        format!("service-{plain}").trim_end_matches('-').to_owned()
    };
    if is_taken(&name) { name + "-service" } else { name }
}

fn is_taken(name: &str) -> bool {
    let library = name.replace('-', "_");
    TAKEN_CRATES.contains(&library.as_str()) || idents::snake(&library) != library || is_locked(&library)
}

/// All services of some files.
pub fn services<'a>(schema: &'a Schema, roots: &[FileId]) -> impl Iterator<Item = Service<'a>> {
    roots.iter().flat_map(|&id| File::new(schema, id).services())
}

/// A module name for each service, with the package if several services have the same name.
pub fn modules(services: &[Service<'_>]) -> Vec<String> {
    let short = |service: &Service<'_>| idents::snake(service.name());
    let names: Vec<String> = services.iter().map(short).collect();
    let long = |service: &Service<'_>| idents::snake(&service.full_name().replace('.', "_"));
    let is_unique = |name: &&String| names.iter().filter(|other| other == name).count() == 1;
    let mut taken: HashSet<String> = names.iter().filter(is_unique).cloned().collect();
    services
        .iter()
        .zip(&names)
        .map(|(service, name)| {
            if is_unique(&name) {
                return name.clone();
            }
            let name = free(&long(service), |name| taken.contains(name));
            taken.insert(name.clone());
            name
        })
        .map(|name| {
            // No other name ends in an underscore.
            let is_taken = TAKEN_MODULES.contains(&name.as_str());
            if is_taken { format!("{}_", name.trim_start_matches("r#")) } else { name }
        })
        .collect()
}

/// The name itself if it is not taken, or else the name with the first number that is free: `user_2`.
pub fn free(name: &str, is_taken: impl Fn(&str) -> bool) -> String {
    let mut free = name.to_owned();
    let mut number = 1;
    while is_taken(&free) {
        number += 1;
        free = format!("{name}_{number}");
    }
    free
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_crate_is_called_like_nothing_that_it_uses() {
        for taken in TAKEN_CRATES.iter().copied().chain([
            "self",
            "super",
            "crate",
            "type",
            "gen",
            "async",
            "http",
            "tonic",
            "tokio",
            "prost",
            "tower",
            "hyper",
            "bytes",
            "http-body",
            "http_body",
            "libc",
            "syn",
            "protox",
            "tonic-health",
            "serde",
        ]) {
            assert_eq!(usable(taken), format!("{taken}-service"));
        }
    }

    #[test]
    fn other_names_stay_or_are_put_in_the_case_of_crates() {
        for (asked, name) in [
            ("user-service", "user-service"),
            ("user_service", "user_service"),
            ("v2", "v2"),
            ("UserService", "user-service"),
            ("Vec", "vec"),
            ("Http", "http-service"),
            ("a--b__c-", "a-b-c"),
            ("1", "service-1"),
            ("", "service"),
        ] {
            assert_eq!(usable(asked), name, "{asked}");
        }
    }
}
