//! What rules that nobody asked for hold back: a package that spells its names another way throughout has a convention of
//! its own, and copies of files that belong to others are not for its users to change.

use std::collections::BTreeMap;

use rustc_hash::FxHashMap;

use super::Selection;
use crate::diag::{Diagnostic, Severity};
use crate::schema::handles::{Enum, File, Service};
use crate::schema::{FileId, Schema};

/// A rule about names.
struct Names {
    rule: &'static str,
    /// What it says of a name, as of several.
    fault: &'static str,
    /// What the names are of.
    noun: &'static str,
    /// How many there are in a file.
    count: fn(File<'_>) -> usize,
}

const NAMES: [Names; 8] = [
    Names {
        rule: "ENUM_PASCAL_CASE",
        fault: "are not in PascalCase",
        noun: "enums",
        count: |file| file.enums().count(),
    },
    Names {
        rule: "ENUM_VALUE_UPPER_SNAKE_CASE",
        fault: "are not in UPPER_SNAKE_CASE",
        noun: "enum values",
        count: |file| file.enums().flat_map(Enum::values).count(),
    },
    Names {
        rule: "ENUM_ZERO_VALUE_SUFFIX",
        fault: "have a value 0 whose name does not say that nothing was chosen",
        noun: "enums",
        count: |file| file.enums().count(),
    },
    Names {
        rule: "FIELD_LOWER_SNAKE_CASE",
        fault: "are not in lower_snake_case",
        noun: "fields",
        count: |file| file.fields().count(),
    },
    Names {
        rule: "MESSAGE_PASCAL_CASE",
        fault: "are not in PascalCase",
        noun: "messages",
        count: |file| file.messages().count(),
    },
    Names {
        rule: "ONEOF_LOWER_SNAKE_CASE",
        fault: "are not in lower_snake_case",
        noun: "oneofs",
        count: |file| file.oneofs().count(),
    },
    Names {
        rule: "RPC_PASCAL_CASE",
        fault: "are not in PascalCase",
        noun: "methods",
        count: |file| file.services().flat_map(Service::methods).count(),
    },
    Names {
        rule: "SERVICE_PASCAL_CASE",
        fault: "are not in PascalCase",
        noun: "services",
        count: |file| file.services().count(),
    },
];

/// How many findings make a convention: fewer are mistakes.
const FEWEST: usize = 10;

/// Packages whose files everyone copies: the imports of well-known options.
const COPIED: [&str; 13] = [
    "buf.validate",
    "gogoproto",
    "google.api",
    "google.longrunning",
    "google.protobuf",
    "google.protobuf.compiler",
    "google.rpc",
    "google.type",
    "grpc.gateway.protoc_gen_openapiv2.options",
    "grpc.health.v1",
    "grpc.reflection.v1",
    "grpc.reflection.v1alpha",
    "validate",
];

/// Parts files into those of one's own and copies of others'. Where there are only such files, they are one's own.
pub fn part_copied(schema: &Schema, files: &[FileId], all: &[FileId]) -> (Vec<FileId>, Vec<FileId>) {
    let is_copied = |id: &FileId| COPIED.contains(&File::new(schema, *id).package());
    if all.iter().all(is_copied) {
        return (files.to_vec(), Vec::new());
    }
    files.iter().partition(|id| !is_copied(id))
}

/// Folds what a rule found in most names of a package into one note, unless the rule was asked for.
pub fn fold_conventions(
    schema: &Schema,
    files: &[FileId],
    selection: &Selection,
    found: &mut Vec<Diagnostic>,
) {
    let held_back =
        |names: &&Names| selection.running().any(|rule| rule.rule.meta.id == names.rule && !rule.asked_for);
    let folded: Vec<&Names> = NAMES.iter().filter(held_back).collect();
    if folded.is_empty() || found.is_empty() {
        return;
    }
    let packages: FxHashMap<&str, &str> =
        files.iter().map(|&id| (&*schema.files[id as usize].path, File::new(schema, id).package())).collect();
    for names in folded {
        let mut of_package: BTreeMap<&str, (usize, usize)> = BTreeMap::new();
        for diagnostic in found.iter().filter(|found| found.code == names.rule) {
            if let Some(package) = packages.get(&*diagnostic.place.path) {
                of_package.entry(package).or_default().0 += 1;
            }
        }
        of_package.retain(|_, (count, _)| *count >= FEWEST);
        if of_package.is_empty() {
            continue;
        }
        for file in files.iter().map(|&id| File::new(schema, id)) {
            if let Some((_, all)) = of_package.get_mut(file.package()) {
                *all += (names.count)(file);
            }
        }
        of_package.retain(|_, (count, all)| *count * 2 > *all);
        found.retain_mut(|diagnostic| {
            let package = packages.get(&*diagnostic.place.path).filter(|_| diagnostic.code == names.rule);
            let Some((count, all)) = package.and_then(|package| of_package.get_mut(package)) else {
                return true;
            };
            let is_first = *count > 0;
            if is_first {
                let Names { rule, fault, noun, .. } = names;
                diagnostic.severity = Severity::Note;
                diagnostic.message = format!("{count} of {all} {noun} in this package {fault}").into();
                diagnostic.help =
                    Some(format!("taken for a convention; `--only {rule}` lists all of them").into());
                (diagnostic.labels, diagnostic.fix) = (Vec::new(), None);
                *count = 0;
            }
            is_first
        });
    }
}
