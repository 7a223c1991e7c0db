//! Reduces findings of default rules: a package that consistently names things differently has its own convention, and
//! vendored files are not the user's to change.

use std::collections::BTreeMap;

use rustc_hash::FxHashMap;

use super::Selection;
use crate::diag::{Diagnostic, Severity};
use crate::schema::handles::{Enum, File, Service};
use crate::schema::{FileId, Schema};

/// A rule about names.
struct NamingRule {
    rule: &'static str,
    /// Its message for several names.
    fault: &'static str,
    /// What the names belong to.
    noun: &'static str,
    /// Counts the names in a file.
    count: fn(File<'_>) -> usize,
}

const NAMES: [NamingRule; 8] = [
    NamingRule {
        rule: "ENUM_PASCAL_CASE",
        fault: "are not in PascalCase",
        noun: "enums",
        count: |file| file.enums().count(),
    },
    NamingRule {
        rule: "ENUM_VALUE_UPPER_SNAKE_CASE",
        fault: "are not in UPPER_SNAKE_CASE",
        noun: "enum values",
        count: |file| file.enums().flat_map(Enum::values).count(),
    },
    NamingRule {
        rule: "ENUM_ZERO_VALUE_SUFFIX",
        fault: "have a value 0 whose name does not say that nothing was chosen",
        noun: "enums",
        count: |file| file.enums().count(),
    },
    NamingRule {
        rule: "FIELD_LOWER_SNAKE_CASE",
        fault: "are not in lower_snake_case",
        noun: "fields",
        count: |file| file.fields().count(),
    },
    NamingRule {
        rule: "MESSAGE_PASCAL_CASE",
        fault: "are not in PascalCase",
        noun: "messages",
        count: |file| file.messages().count(),
    },
    NamingRule {
        rule: "ONEOF_LOWER_SNAKE_CASE",
        fault: "are not in lower_snake_case",
        noun: "oneofs",
        count: |file| file.oneofs().count(),
    },
    NamingRule {
        rule: "RPC_PASCAL_CASE",
        fault: "are not in PascalCase",
        noun: "methods",
        count: |file| file.services().flat_map(Service::methods).count(),
    },
    NamingRule {
        rule: "SERVICE_PASCAL_CASE",
        fault: "are not in PascalCase",
        noun: "services",
        count: |file| file.services().count(),
    },
];

/// The minimum number of findings for a convention; fewer are mistakes.
const FEWEST: usize = 10;

/// Packages that are commonly vendored, for their options.
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

/// Splits files into own and vendored ones. If all are vendored, they count as own.
pub fn split_vendored(schema: &Schema, files: &[FileId], all: &[FileId]) -> (Vec<FileId>, Vec<FileId>) {
    let is_copied = |id: &FileId| COPIED.contains(&File::new(schema, *id).package());
    if all.iter().all(is_copied) {
        return (files.to_vec(), Vec::new());
    }
    files.iter().partition(|id| !is_copied(id))
}

/// Folds the findings of a rule in most names of a package into one note, unless the rule was selected explicitly.
pub fn fold_conventions(
    schema: &Schema,
    files: &[FileId],
    selection: &Selection,
    found: &mut Vec<Diagnostic>,
) {
    let held_back = |names: &&NamingRule| {
        selection.running().any(|rule| rule.rule.meta.id == names.rule && !rule.explicit)
    };
    let folded: Vec<&NamingRule> = NAMES.iter().filter(held_back).collect();
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
                let NamingRule { rule, fault, noun, .. } = names;
                diagnostic.severity = Severity::Note;
                diagnostic.message = format!("{count} of {all} {noun} in this package {fault}").into();
                diagnostic.help =
                    Some(format!("this looks like a convention; `--only {rule}` lists them all").into());
                (diagnostic.labels, diagnostic.fix) = (Vec::new(), None);
                *count = 0;
            }
            is_first
        });
    }
}
