//! The ids of everything that is reported besides findings of rules, and what each of them means.

/// Each id with its meaning in a sentence, sorted by id.
#[rustfmt::skip]
pub const CODES: &[(&str, &str)] = &[
    ("ambiguous-import", "Several modules have a file of the name that is imported."),
    ("bad-declaration", "An extension declaration contradicts itself, its range or another declaration."),
    ("bad-default", "A default value does not fit the type of its field."),
    ("bad-escape", "A string has an escape that does not exist or stands for no character."),
    ("bad-extendee", "A descriptor set says that a plain field extends a message, or the reverse."),
    ("bad-extension-number", "An extension has a number that its message keeps for no extensions."),
    ("bad-field-number", "A field number is not positive, too high, or in the range 19000 to 19999 of the implementation."),
    ("bad-import-index", "A descriptor set marks an import as public, weak or optional that it does not have."),
    ("bad-import-path", "The path of an import is not relative with `/`, or leads out of the import directories."),
    ("bad-json-name", "A JSON name of an extension or an enum value cannot be used."),
    ("bad-map-entry", "A message that is marked as a map entry is not what a map field makes."),
    ("bad-map-key", "The key of a map is not an integer, a bool or a string."),
    ("bad-name", "A name in a descriptor set is not made of letters, digits and `_`."),
    ("bad-number", "A number is not written as a number is: digits are missing or do not fit its base."),
    ("bad-oneof-index", "A descriptor set puts a field into a oneof that its message does not have."),
    ("bad-option", "The options in a descriptor set cannot be read."),
    ("bad-proto3-optional", "A descriptor set marks a field as `optional` of proto3 that cannot be."),
    ("bad-range", "A range of numbers is empty, backwards, or beyond the numbers there are."),
    ("bad-type", "A field in a descriptor set has a type that contradicts the name of its type, or none."),
    ("bad-value", "The value of an option is not of the kind that the option takes."),
    ("configuration", "A configuration file has a mistake, or a setting with no effect."),
    ("control-character", "The file holds a control character outside of comments."),
    ("declared-twice", "A number or name is declared twice among the extension declarations of a message."),
    ("duplicate-enum-number", "Two values of an enum have one number, and the enum does not set `allow_alias`."),
    ("duplicate-extension-number", "Two extensions of a message have one number."),
    ("duplicate-field-number", "Two fields of a message have one number."),
    ("duplicate-import", "A file is imported twice."),
    ("duplicate-name", "Two declarations have one full name. Enum values belong to the scope around their enum."),
    ("duplicate-option", "An option that can be set once is set twice."),
    ("duplicate-package", "A file has more than one `package` statement."),
    ("early-option-import", "`import option` needs edition 2024."),
    ("empty-enum", "An enum has no values."),
    ("empty-extend", "An `extend` block adds no fields."),
    ("empty-oneof", "A oneof has no fields."),
    ("enum-name-conflict", "Two enum values are the same once the enum's name and the case are taken away, as JSON and some generators do."),
    ("extension-left-out", "Generated Rust has no extensions, so an extension is left out."),
    ("extension-number-used", "A field has a number in a range that is kept for extensions."),
    ("false-allow-alias", "An enum sets `allow_alias` to false, which is the default."),
    ("feature-definition", "The definition of a custom feature is not what the rules of editions ask for."),
    ("feature-in-own-file", "A custom feature is used in the file that defines it."),
    ("feature-support", "A feature is used in an edition that does not have it yet, or any more, or is deprecated in it."),
    ("features-before-editions", "Only files of an edition can set features."),
    ("file-not-found", "A file that is named or imported is in none of the import directories."),
    ("file-unreadable", "A file is there and cannot be read."),
    ("first-value-not-zero", "The first value of an open enum is not 0, the value of an absent field."),
    ("generate", "The schema cannot be generated as Rust."),
    ("generic-services", "`cc_generic_services` and its like are deprecated."),
    ("group-in-editions", "Editions have no groups; `message_encoding = DELIMITED` writes the same bytes."),
    ("group-name", "The name of a group is the name of a message, so it begins with a capital."),
    ("import-cycle", "Files import each other in a circle."),
    ("import-order", "An `import option` stands before another import."),
    ("json-name-conflict", "Two fields or values of one declaration have one JSON name."),
    ("label-in-editions", "Editions have no `optional` and `required`; field presence is a feature."),
    ("label-in-oneof", "A member of a oneof has a label."),
    ("label-on-map", "A map field has a label: maps are repeated as they are."),
    ("lazy-extension", "`unverified_lazy` is set on an extension."),
    ("legacy-enum-name-conflict", "The same as `enum-name-conflict`, in a closed enum whose `json_format` is `LEGACY_BEST_EFFORT`, as enums of proto2 are."),
    ("lite-extension", "A file for the lite runtime extends a message of the full runtime."),
    ("lite-import", "A file for the full runtime imports one for the lite runtime."),
    ("lite-service", "Generic services do not exist in the lite runtime."),
    ("map-entry-as-type", "A field has the message behind a map field as its type."),
    ("map-entry-option", "The option `map_entry` is for compilers to set."),
    ("map-enum-without-zero", "The values of a map are of an enum whose first value is not 0."),
    ("map-extension", "An extension cannot be a map."),
    ("map-in-oneof", "A map cannot be a member of a oneof."),
    ("message-default", "A field of a message type has a default value."),
    ("message-set", "A message with `message_set_wire_format` has fields, or no extension range."),
    ("misplaced-feature", "A feature is set on a kind of declaration that it is not made for."),
    ("misplaced-option", "An option is set on a kind of declaration that it is not made for."),
    ("misplaced-visibility", "`export` or `local` stands before something else than a message or an enum."),
    ("missing-body", "A group has no body."),
    ("missing-dependency", "An import belongs to a dependency that the configuration names, which is not at hand."),
    ("missing-extendee", "An extension in a descriptor set does not say what it extends."),
    ("missing-import", "A type is declared in a file that this file does not import."),
    ("missing-label", "A field of proto2 has no `optional`, `required` or `repeated`."),
    ("missing-name", "Something in a descriptor set has no name."),
    ("missing-number", "A field or an enum value has no number."),
    ("missing-required", "The value of an option lacks a required field."),
    ("missing-space", "A number begins right behind a name, or the reverse."),
    ("missing-type", "A field or a method in a descriptor set has no type."),
    ("name-too-long", "A name is longer than a descriptor can hold."),
    ("names-too-long", "The names of a file are together longer than a descriptor can hold."),
    ("naming-style", "A name does not follow the style that edition 2024 enforces."),
    ("nested-comment", "A block comment holds `/*`, which opens no second one."),
    ("nested-export", "A nested declaration is exported where the edition forbids that."),
    ("nesting-too-deep", "Declarations or values are nested deeper than compilers go."),
    ("no-feature-set", "The files do not hold `google.protobuf.FeatureSet`."),
    ("non-ascii", "A character outside of strings and comments is not ASCII."),
    ("not-as-declared", "An extension is not what the declaration of its range says."),
    ("not-in-prost", "What is declared cannot be generated with prost."),
    ("not-in-prost-types", "A well-known type has a field that prost-types does not have."),
    ("not-in-proto3", "proto3 does not have this: extension ranges, `required`, defaults or groups."),
    ("not-in-protox", "A build script with protox cannot compile this file."),
    ("not-proto3", "A descriptor set holds something in a proto3 file that proto3 does not have."),
    ("not-utf8", "The file is not UTF-8."),
    ("not-visible", "A type is `local` to another file."),
    ("obsolete-type", "The type has another name in this edition."),
    ("oneof-order", "The implied oneofs of a message come last."),
    ("option-import", "An `import option` is used for more than options."),
    ("option-lifetime", "An option or a value is used in an edition that does not have it yet, or any more, or is deprecated in it."),
    ("option-misfit", "A built-in option is set on a field or declaration where it makes no sense, such as `packed` on a string."),
    ("option-target", "An option is set on a kind of declaration that its `targets` leave out."),
    ("out-of-range", "A number does not fit its type."),
    ("overlapping-ranges", "Two ranges of one declaration share numbers."),
    ("package-too-deep", "The package name has more than 101 parts."),
    ("package-too-long", "The package name is longer than 511 bytes."),
    ("redacted-option-import", "An `import option` brings an option whose values are redacted."),
    ("repeated-in-rpc", "A method takes or returns a repeated message."),
    ("repeated-option", "The name of an option leads through a repeated field."),
    ("required-extension", "An extension is required."),
    ("reserved-identifier", "Before editions reserved names are strings."),
    ("reserved-name", "A reserved name is no name that a field could have."),
    ("reserved-name-used", "A field or value has a name that is reserved."),
    ("reserved-number-used", "A field or value has a number that is reserved."),
    ("reserved-option", "The option is for compilers to set."),
    ("reserved-string", "Editions reserve names as identifiers, not as strings."),
    ("reserved-twice", "A name is reserved twice."),
    ("route-left-out", "Two methods want one HTTP route, and one of them is left out."),
    ("rust-name", "Two names become one in Rust, or a name cannot be written in it."),
    ("service", "With `--disallow_services`, a file declares a service."),
    ("split-oneof", "The fields of a oneof do not stand together in a descriptor set."),
    ("symlink-loop", "A symbolic link leads back to a directory that it is in."),
    ("too-many", "There are more declarations of a kind than the compiler can number."),
    ("too-many-imports", "The files import more than a file can see."),
    ("unclosed-brace", "The file ends inside of braces."),
    ("unclosed-comment", "The file ends inside a block comment."),
    ("unclosed-string", "A string does not end on its line."),
    ("undeclared-extension", "An extension is in a range that is open to declared extensions only, and is not declared."),
    ("undeclared-import", "With `--direct_dependencies`, a file is imported that is not listed."),
    ("unexpected-token", "The grammar asks for something else at this place."),
    ("unknown-edition", "There is no such edition."),
    ("unknown-enum-value", "The enum of an option has no such value."),
    ("unknown-feature-value", "A feature does not have this value in this edition."),
    ("unknown-option", "There is no option of this name in scope."),
    ("unknown-syntax", "The syntax is neither `proto2` nor `proto3`."),
    ("unknown-type", "There is no type of this name in scope."),
    ("unmatched-brace", "A `}` closes nothing."),
    ("unreadable-set", "The input is no descriptor set, or a damaged one."),
    ("unstable-edition", "The edition is not released yet."),
    ("unused-import", "Nothing of an imported file is used."),
    ("unusual-json-name", "A JSON name is in brackets, like an extension's, or holds a null character."),
    ("useless-allow-alias", "An enum sets `allow_alias` to true, and no two of its values have one number."),
    ("weak-import", "The edition has no weak imports."),
    ("wrong-kind", "A name means another kind of declaration than the one that is needed here."),
];

/// Errors of protoc in sources and descriptor sets that buf accepts. The files can be linked all the same. An id is here
/// only if buf accepts everything that is reported with it.
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

/// The same for errors that buf accepts in descriptor sets only.
const ACCEPTED_BY_BUF_IN_SETS: &[&str] = &["bad-option", "misplaced-feature", "option-import", "weak-import"];

/// Whether buf accepts what protoc reports with this id, in a source or in a descriptor set.
pub fn is_accepted_by_buf(code: &str, in_set: bool) -> bool {
    ACCEPTED_BY_BUF.contains(&code) || in_set && ACCEPTED_BY_BUF_IN_SETS.contains(&code)
}

/// What an id means.
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
