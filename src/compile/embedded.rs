//! The `google/protobuf` files that every protobuf compiler includes.

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

/// The embedded file that declares a type, by its full name.
pub fn file_of(name: &str) -> Option<&'static str> {
    let name = name.strip_prefix("google.protobuf.")?;
    let starts = ["message", "enum"].map(|keyword| format!("\n{keyword} {name} {{"));
    let declares = |text: &str| {
        text.contains("\npackage google.protobuf;") && starts.iter().any(|start| text.contains(start))
    };
    FILES.iter().find(|(_, text)| declares(text)).map(|(file, _)| *file)
}

/// An embedded file.
pub fn source(name: &str) -> Option<Source> {
    Some(Source::new(name, name, text(name)?.as_bytes().to_vec()))
}
