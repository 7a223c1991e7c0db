//! The names that prost-build and tonic-build give to what they write.

use heck::{ToSnakeCase, ToUpperCamelCase};
use prost_build::Module;

use crate::schema::handles::{Enum, EnumValue, Message, Service};

/// The keywords that can be identifiers with `r#`.
const KEYWORDS: [&str; 47] = [
    "abstract", "as", "async", "await", "become", "box", "break", "const", "continue", "do", "dyn", "else",
    "enum", "false", "final", "fn", "for", "gen", "if", "impl", "in", "let", "loop", "macro", "match", "mod",
    "move", "mut", "override", "priv", "pub", "ref", "return", "static", "struct", "trait", "true", "try",
    "type", "typeof", "unsafe", "unsized", "use", "virtual", "where", "while", "yield",
];

/// A name as a Rust identifier.
fn identifier(name: String) -> String {
    match name.as_str() {
        "_" | "super" | "self" | "Self" | "extern" | "crate" => name + "_",
        word if KEYWORDS.contains(&word) => format!("r#{word}"),
        word if word.starts_with(char::is_numeric) => format!("_{word}"),
        _ => name,
    }
}

/// The functions of a generated client besides its methods: its own, and those of traits that are always in scope.
const CLIENT_FUNCTIONS: [&str; 11] = [
    "clone",
    "into",
    "to_owned",
    "try_into",
    "new",
    "with_origin",
    "with_interceptor",
    "send_compressed",
    "accept_compressed",
    "max_decoding_message_size",
    "max_encoding_message_size",
];

/// Whether the generated client has such a function.
pub fn is_client_function(name: &str) -> bool {
    CLIENT_FUNCTIONS.contains(&name)
}

/// The name of a method, with `_` after it if the client has a function of the name. No other name ends in `_`.
pub fn method(name: &str, client: bool) -> String {
    let name = snake(name);
    if client && is_client_function(&name) { name + "_" } else { name }
}

/// The types that the module of a generated server names without a path, so that a trait of the same name would clash.
const SERVER_TYPES: [&str; 17] = [
    "Arc",
    "B",
    "Body",
    "Box",
    "BoxFuture",
    "Clone",
    "CompressionEncoding",
    "Context",
    "Default",
    "EnabledCompressionEncodings",
    "F",
    "InterceptedService",
    "Into",
    "Option",
    "Poll",
    "StdError",
    "T",
];

/// Whether the module of a service's server has a type that hides the trait of the service: one that it uses, or the
/// one that it has for a method.
pub fn is_hidden_by_server(service: Service<'_>) -> bool {
    let name = upper_camel(service.name());
    let is_of_method = |method: &str| service.methods().any(|of| of.name() == method);
    SERVER_TYPES.contains(&name.as_str()) || name.strip_suffix("Svc").is_some_and(is_of_method)
}

/// Whether a name is a keyword.
pub fn is_keyword(name: &str) -> bool {
    identifier(name.to_owned()) != name
}

/// The name of a field or a module.
pub fn snake(name: &str) -> String {
    identifier(name.to_snake_case())
}

/// The name of a type.
pub fn upper_camel(name: &str) -> String {
    identifier(name.to_upper_camel_case())
}

/// The module of a package as a path; empty for files without package.
pub fn module(package: &str) -> String {
    Module::from_protobuf_package_name(package).parts().collect::<Vec<_>>().join("::")
}

/// The path of a message below the module of its package.
pub fn message(message: Message<'_>) -> String {
    nested(message.parent(), message.name())
}

/// The path of an enum below the module of its package.
pub fn enumeration(item: Enum<'_>) -> String {
    nested(item.parent(), item.name())
}

fn nested(parent: Option<Message<'_>>, name: &str) -> String {
    let mut path = upper_camel(name);
    let mut around = parent;
    while let Some(parent) = around {
        path = format!("{}::{path}", snake(parent.name()));
        around = parent.parent();
    }
    path
}

/// The name of an enum value.
pub fn variant(value: EnumValue<'_>) -> String {
    let enum_name = value.parent().name().to_upper_camel_case();
    identifier(without_prefix(&enum_name, &value.name().to_upper_camel_case()).to_owned())
}

/// The name of an enum value without the name of its enum, if the rest starts with a capital letter.
pub(super) fn without_prefix<'n>(enum_name: &str, name: &'n str) -> &'n str {
    let rest = name.strip_prefix(enum_name).filter(|rest| rest.starts_with(char::is_uppercase));
    rest.unwrap_or(name)
}

/// The module of a service's client and server, before `_client` and `_server`: tonic-build puts an underscore before
/// every capital.
pub fn separated(name: &str) -> String {
    let mut out = String::new();
    for letter in name.chars() {
        if letter.is_uppercase() && !out.is_empty() {
            out.push('_');
        }
        out.push(letter.to_ascii_lowercase());
    }
    out
}
