//! A crate whose build script compiles the .proto files, with protox and tonic-prost-build.

use serde::Serialize;

use super::descriptors::{closure, is_of_edition};
use super::names;
use crate::diag::Diagnostic;
use crate::generate::{boxed_fields, idents};
use crate::schema::handles::{Message, Method, Service};
use crate::schema::{FileId, Schema};

/// The files to compile, and the settings of tonic-prost-build.
#[derive(Serialize)]
pub struct Build {
    /// The names of the files with the services.
    pub files: Vec<String>,
    /// The fields that are boxed.
    pub boxed: Vec<String>,
    /// Whether methods take or answer with messages that are bare types in Rust, such as `google.protobuf.StringValue`.
    pub bare_types: bool,
    /// Whether a method has the name of the function `connect`, which clients then do not have.
    pub own_connect: bool,
}

impl Build {
    /// The settings of a script for the services in `roots`.
    pub fn new(schema: &Schema, roots: &[FileId]) -> Self {
        let files = closure(schema, roots);
        let methods = || names::services(schema, &files).flat_map(Service::methods);
        let is_bare =
            |method: Method<'_>| [method.input(), method.output()].into_iter().flatten().any(is_bare_type);
        Self {
            files: roots.iter().map(|&id| schema.files[id as usize].name.to_string()).collect(),
            boxed: boxed_fields(schema, &files),
            bare_types: methods().any(is_bare),
            own_connect: methods().any(|method| method.name() == "connect"),
        }
    }
}

fn is_bare_type(message: Message<'_>) -> bool {
    message
        .full_name()
        .strip_prefix("google.protobuf.")
        .is_some_and(|name| name.ends_with("Value") && !matches!(name, "Value" | "ListValue" | "EnumValue"))
}

/// The files that protox cannot compile, since it does not support editions, and the services and methods that
/// tonic-prost-build cannot name.
pub fn refused(schema: &Schema, roots: &[FileId]) -> Vec<Diagnostic> {
    let files = closure(schema, roots);
    let services = || names::services(schema, &files);
    let hiding = services().filter(|&service| idents::is_hidden_by_server(service));
    let hiding = hiding.map(|service| {
        let message = format!(
            "a build script cannot name `{}` in Rust: the server that it generates has a type of this name",
            service.name()
        );
        Diagnostic::error("rust-name", service.name_site().place(), message)
            .help("leave out `--build-script`, or rename the service")
    });
    let methods = services().flat_map(Service::methods);
    let unnamed = methods.filter(|method| idents::is_client_function(&idents::snake(method.name())));
    let unnamed = unnamed.map(|method| {
        let message = format!(
            "a build script cannot name `{}` in Rust: the client that it generates has a function of this name",
            method.name()
        );
        Diagnostic::error("rust-name", method.name_site().place(), message)
            .help("leave out `--build-script`, or rename the method")
    });
    let of_editions = files.iter().copied().filter(|&id| is_of_edition(schema, id));
    let of_editions = of_editions.map(|id| {
        let message =
            "a build script cannot compile this file: it uses protox, which does not support editions";
        Diagnostic::error("not-in-protox", schema.files[id as usize].syntax_place(), message)
            .help("leave out `--build-script`: generated code is then checked in, and protox is not needed")
    });
    hiding.chain(unnamed).chain(of_editions).collect()
}
