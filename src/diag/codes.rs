//! The ids of all diagnostics that are not rule findings, with their meanings.

/// Ids and one-sentence meanings, sorted by id.
#[rustfmt::skip]
pub const CODES: &[(&str, &str)] = &[
    ("ambiguous-import", "More than one module has a file with the imported name."),
    ("bad-declaration", "An extension declaration contradicts itself, its range or another declaration."),
    ("bad-default", "A default value does not fit the type of its field."),
    ("bad-escape", "A string contains an unknown escape sequence, or one that is not a character."),
    ("bad-extendee", "A descriptor set gives a regular field an extendee, or an extension none."),
    ("bad-extension-number", "An extension number is outside the extension ranges of its message."),
    ("bad-field-number", "A field number is not positive, too large, or in 19000 to 19999, which protobuf reserves for itself."),
    ("bad-import-index", "A descriptor set marks an import that does not exist as public or weak."),
    ("bad-import-path", "An import path is absolute, contains `\\`, `.` or `..`, or is otherwise not canonical."),
    ("bad-json-name", "An extension or an enum value has an invalid JSON name."),
    ("bad-map-entry", "A message sets `map_entry` but does not look like the entry of a map field."),
    ("bad-map-key", "A map key is not an integer, a bool or a string."),
    ("bad-name", "A name is not an identifier, as if it starts with a digit."),
    ("bad-number", "A number is malformed: digits are missing or invalid in its base."),
    ("bad-oneof-index", "A descriptor set puts a field into a oneof that does not exist."),
    ("bad-option", "The options in a descriptor set cannot be read."),
    ("bad-proto3-optional", "A descriptor set marks a field as proto3 `optional` that cannot be."),
    ("bad-range", "A number range is reversed or out of bounds."),
    ("bad-type", "The type and the type name of a field in a descriptor set contradict each other."),
    ("bad-value", "An option value has the wrong type."),
    ("configuration", "A configuration file has an error, or a setting without effect."),
    ("control-character", "The file contains a control character outside comments."),
    ("declared-twice", "Two extension declarations of a message have the same number or name."),
    ("duplicate-enum-number", "Two values of an enum have the same number, and the enum does not set `allow_alias`."),
    ("duplicate-extension-number", "Two extensions of a message have the same number."),
    ("duplicate-field-number", "Two fields of a message have the same number."),
    ("duplicate-import", "A file is imported twice."),
    ("duplicate-name", "Two declarations have the same full name. Enum values belong to the scope that contains their enum."),
    ("duplicate-option", "A singular option is set twice."),
    ("duplicate-package", "A file has more than one `package` statement."),
    ("early-option-import", "`import option` needs edition 2024."),
    ("empty-enum", "An enum has no values."),
    ("empty-extend", "An `extend` block adds no fields."),
    ("empty-oneof", "A oneof has no fields."),
    ("enum-name-conflict", "Two enum values have the same name after the enum's prefix and case are removed, as JSON and some generators do."),
    ("extension-left-out", "Generated Rust code does not support extensions, so an extension is omitted."),
    ("extension-number-used", "A field number is in an extension range."),
    ("false-allow-alias", "An enum sets `allow_alias` to false, which is the default."),
    ("feature-definition", "A custom feature is not defined as editions require."),
    ("feature-in-own-file", "A custom feature is used in the file that defines it."),
    ("feature-support", "A feature is used in an edition where it does not exist yet, was removed, or is deprecated."),
    ("features-before-editions", "Only files with an `edition` can set features."),
    ("file-not-found", "A requested or imported file is not in any import directory."),
    ("file-unreadable", "A file exists but cannot be read."),
    ("first-value-not-zero", "The first value of an open enum is not 0, as the default of its fields must be."),
    ("foreign-comment", "A comment starts with `#` or `--`, which are comments of other languages."),
    ("generate", "The schema cannot be generated as Rust."),
    ("generic-services", "`cc_generic_services`, `java_generic_services` and `py_generic_services` are deprecated."),
    ("group-in-editions", "Editions have no groups; `message_encoding = DELIMITED` has the same wire format."),
    ("group-name", "A group name does not start with a capital letter. It is also the name of a message."),
    ("import-cycle", "Files import each other in a cycle."),
    ("import-order", "An `import option` comes before another kind of import."),
    ("json-name-conflict", "Two fields of a message, or two values of an enum, have the same JSON name."),
    ("label-in-editions", "Editions have no `optional` and `required`; field presence is a feature."),
    ("label-in-oneof", "A oneof field has a label."),
    ("label-on-map", "A map field has a label. Maps are always repeated."),
    ("lazy-extension", "`unverified_lazy` is set on an extension."),
    ("legacy-enum-name-conflict", "The same as `enum-name-conflict`, in a closed enum whose `json_format` is `LEGACY_BEST_EFFORT`, as enums of proto2 are."),
    ("lite-extension", "A file for the lite runtime extends a message of the full runtime."),
    ("lite-import", "A file for the full runtime imports one for the lite runtime."),
    ("lite-service", "The lite runtime does not support generic services."),
    ("map-entry-as-type", "The type of a field is the entry message of a map field."),
    ("map-entry-option", "The option `map_entry` is set. Only compilers may set it."),
    ("map-enum-without-zero", "The value type of a map is an enum whose first value is not 0."),
    ("map-extension", "An extension cannot be a map."),
    ("map-in-oneof", "A map cannot be in a oneof."),
    ("merge-conflict", "The file has the markers of a merge conflict."),
    ("message-default", "A field of a message type has a default value."),
    ("message-set", "A message with `message_set_wire_format` has fields, or no extension range."),
    ("misplaced-feature", "A feature is set on a declaration that it does not apply to."),
    ("misplaced-option", "An option is set on a declaration that it does not apply to."),
    ("misplaced-visibility", "`export` or `local` is not followed by a message or an enum."),
    ("missing-body", "A group has no body."),
    ("missing-dependency", "An import belongs to a configured dependency that was not found locally."),
    ("missing-extendee", "An extension in a descriptor set has no extendee."),
    ("missing-import", "A type is declared in a file that this file does not import."),
    ("missing-label", "A field of proto2 has no `optional`, `required` or `repeated`."),
    ("missing-name", "A declaration in a descriptor set has no name."),
    ("missing-number", "A field or an enum value has no number."),
    ("missing-required", "A required field is not set in an option value."),
    ("missing-space", "There is no space between a name and a number."),
    ("missing-type", "A field or a method in a descriptor set has no type."),
    ("name-too-long", "A name is too long for a descriptor."),
    ("names-too-long", "The names of a file are too long in total."),
    ("naming-style", "A name does not follow the style that edition 2024 enforces."),
    ("nested-comment", "A block comment contains `/*`. Block comments do not nest."),
    ("nested-export", "A nested declaration is exported in an edition that forbids it."),
    ("nesting-too-deep", "Declarations or values are nested too deeply."),
    ("no-feature-set", "The input does not include `google.protobuf.FeatureSet`."),
    ("non-ascii", "A character outside strings and comments is not ASCII."),
    ("not-as-declared", "An extension does not match its declaration in the extension range."),
    ("not-in-prost", "prost cannot represent this declaration."),
    ("not-in-prost-types", "A well-known type has a field that prost-types does not have."),
    ("not-in-proto3", "proto3 does not support this: extension ranges, `required`, defaults or groups."),
    ("not-in-protox", "protox cannot compile this file in a build script."),
    ("not-proto3", "A proto3 file in a descriptor set uses something that proto3 does not support."),
    ("not-utf8", "The file is not UTF-8."),
    ("not-visible", "A type is `local` to another file."),
    ("obsolete-type", "The type was renamed in this edition."),
    ("oneof-order", "The oneofs of proto3 `optional` fields are not last."),
    ("option-import", "An `import option` is used before edition 2024, which introduced it."),
    ("option-lifetime", "An option or a value is used in an edition where it does not exist yet, was removed, or is deprecated."),
    ("option-misfit", "A built-in option does not fit the field or declaration, such as `packed` on a string."),
    ("option-target", "An option is set on a declaration that is not among its `targets`."),
    ("out-of-range", "A number does not fit its type."),
    ("overlapping-ranges", "Two ranges of a declaration overlap."),
    ("package-too-deep", "The package name has more than 101 parts."),
    ("package-too-long", "The package name is longer than 511 bytes."),
    ("redacted-option-import", "An `import option` imports an option whose values can be redacted."),
    ("repeated-in-rpc", "A method takes or returns a repeated message."),
    ("repeated-option", "An option name goes through a repeated field."),
    ("required-extension", "An extension is required."),
    ("reserved-identifier", "Before editions, reserved names must be strings."),
    ("reserved-name", "A reserved name is not an identifier."),
    ("reserved-name-used", "A field or value has a name that is reserved."),
    ("reserved-number-used", "A field or value has a number that is reserved."),
    ("reserved-option", "Only compilers may set the option."),
    ("reserved-string", "In editions, reserved names must be identifiers, not strings."),
    ("reserved-twice", "A name is reserved twice."),
    ("route-left-out", "Two methods have the same HTTP route; one of them is omitted."),
    ("rust-name", "Two names become the same in Rust, or a name is not valid in Rust."),
    ("service", "With `--disallow_services`, a file declares a service."),
    ("split-oneof", "The fields of a oneof are not adjacent in a descriptor set."),
    ("symlink-loop", "A symbolic link points to one of its parent directories."),
    ("too-many", "A declaration has too many members."),
    ("too-many-imports", "Public imports make too many files visible."),
    ("unclosed-brace", "A `{` has no matching `}`."),
    ("unclosed-comment", "A block comment is not closed."),
    ("unclosed-string", "A string does not end on its line."),
    ("undeclared-extension", "An extension is not declared, and its range allows declared extensions only."),
    ("undeclared-import", "An import is not listed in `--direct_dependencies`."),
    ("unexpected-token", "The parser expected a different token."),
    ("unknown-edition", "The edition does not exist."),
    ("unknown-enum-value", "The enum of an option has no value with this name."),
    ("unknown-feature-value", "A feature is set to its unknown value."),
    ("unknown-option", "No option with this name is in scope."),
    ("unknown-syntax", "The syntax is neither `proto2` nor `proto3`."),
    ("unknown-type", "No type with this name is in scope."),
    ("unmatched-brace", "A `}` has no matching `{`."),
    ("unreadable-set", "The input is not a valid descriptor set."),
    ("unstable-edition", "The edition is not released yet."),
    ("unused-import", "An import is unused."),
    ("unusual-json-name", "A JSON name is in brackets like an extension name, or contains a null character."),
    ("useless-allow-alias", "An enum sets `allow_alias` to true, but has no two values with the same number."),
    ("weak-import", "The edition has no weak imports."),
    ("wrong-kind", "A name refers to the wrong kind of declaration."),
];

/// Errors of protoc, in sources and descriptor sets, that buf accepts. They do not prevent linking. An id is listed
/// only if buf accepts every case that is reported with it.
const ACCEPTED_BY_BUF: &[&str] = &[
    "declared-twice",
    "false-allow-alias",
    "feature-in-own-file",
    "lazy-extension",
    "legacy-enum-name-conflict",
    "lite-extension",
    "lite-service",
    "name-too-long",
    "nested-comment",
    "package-too-long",
    "redacted-option-import",
    "undeclared-extension",
    "unusual-json-name",
];

/// Errors that buf accepts in descriptor sets only.
const ACCEPTED_BY_BUF_IN_SETS: &[&str] = &["bad-option", "misplaced-feature", "option-import", "weak-import"];

/// Whether buf accepts files with this error, in a source or in a descriptor set.
pub fn is_accepted_by_buf(code: &str, in_set: bool) -> bool {
    ACCEPTED_BY_BUF.contains(&code) || in_set && ACCEPTED_BY_BUF_IN_SETS.contains(&code)
}

/// The meaning of an id.
pub fn meaning(code: &str) -> Option<&'static str> {
    CODES.binary_search_by_key(&code, |(known, _)| known).ok().map(|index| CODES[index].1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_are_sorted_and_told_apart_from_rules() {
        assert!(CODES.is_sorted_by_key(|(code, _)| *code));
        for code in ACCEPTED_BY_BUF.iter().chain(ACCEPTED_BY_BUF_IN_SETS) {
            assert!(super::meaning(code).is_some(), "{code}");
        }
        for (code, meaning) in CODES {
            assert_eq!(super::meaning(code), Some(*meaning));
            assert!(code.starts_with(|first: char| first.is_ascii_lowercase()), "{code}");
            assert!(meaning.ends_with('.'), "{code}");
        }
    }
}
