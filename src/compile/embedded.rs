//! The `google/protobuf` files that every protobuf compiler includes.

use std::sync::LazyLock;

use rustc_hash::FxHashMap;

use crate::text::Source;

macro_rules! embedded {
    ($($name:literal),* $(,)?) => {
        /// Name and text of each file.
        const FILES: &[(&str, &str)] = &[$(($name, include_str!(concat!("../../proto/", $name)))),*];
    };
}

embedded!(
    "google/protobuf/any.proto",
    "google/protobuf/api.proto",
    "google/protobuf/c_sharp_features.proto",
    "google/protobuf/compiler/plugin.proto",
    "google/protobuf/cpp_features.proto",
    "google/protobuf/cpp_file_options.proto",
    "google/protobuf/cpp_options.proto",
    "google/protobuf/descriptor.proto",
    "google/protobuf/duration.proto",
    "google/protobuf/empty.proto",
    "google/protobuf/field_mask.proto",
    "google/protobuf/go_features.proto",
    "google/protobuf/java_features.proto",
    "google/protobuf/json_enumvalue_options.proto",
    "google/protobuf/json_options.proto",
    "google/protobuf/source_context.proto",
    "google/protobuf/struct.proto",
    "google/protobuf/timestamp.proto",
    "google/protobuf/type.proto",
    "google/protobuf/wrappers.proto",
);

/// The file that declares the option messages.
pub const DESCRIPTOR: &str = "google/protobuf/descriptor.proto";

/// The text of an embedded file.
pub fn text(name: &str) -> Option<&'static str> {
    FILES.iter().find(|(known, _)| *known == name).map(|(_, text)| *text)
}

/// Whether a file with this name is embedded. Such a file does not use other files.
pub fn is_embedded(name: &str) -> bool {
    text(name).is_some()
}

/// The names of the embedded files.
pub fn names() -> impl Iterator<Item = &'static str> {
    FILES.iter().map(|(name, _)| *name)
}

/// The embedded file that declares a type, by its full name.
pub fn file_of(name: &str) -> Option<&'static str> {
    static TYPES: LazyLock<FxHashMap<&str, &str>> = LazyLock::new(|| {
        let files = FILES.iter().filter(|(_, text)| text.contains("\npackage google.protobuf;"));
        files.flat_map(|(file, text)| types(text).map(|name| (name, *file))).collect()
    });
    TYPES.get(name.strip_prefix("google.protobuf.")?).copied()
}

/// The top-level types of an embedded file. In all of them, these start a line, and nested types are indented.
fn types(text: &str) -> impl Iterator<Item = &str> {
    let starts = text.lines().filter_map(|line| line.strip_prefix("message ").or(line.strip_prefix("enum ")));
    starts.filter_map(|rest| rest.split(' ').next())
}

/// An embedded file.
pub fn source(name: &str) -> Option<Source> {
    Some(Source::new(name, name, text(name)?.as_bytes().to_vec()))
}
