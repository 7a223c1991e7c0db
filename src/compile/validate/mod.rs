//! Validates the linked schema: names, numbers, types, and the rules of editions. Each group of checks has a file; this
//! one visits the elements of each schema file once per stage and calls the checks.
//!
//! Declarations are checked in every file, even after errors, but consequences of other errors are not reported. Unused
//! imports are reported only in files without errors.

mod builtin_options;
mod checker;
mod declarations;
mod declared;
mod defaults;
mod enum_json;
mod enums;
mod extensions;
mod features;
mod fields;
mod imports;
mod json;
mod limits;
mod names;
mod numbers;
mod proto3;
mod ranges;
mod style;
mod visibility;

use rayon::prelude::*;

use crate::diag::Diagnostic;
use crate::schema::{Element, FileId, Schema};
use checker::Checker;
use extensions::ExtensionNumbers;
pub use features::validate_features;
use names::Duplicates;

/// Validates all files. In files with errors, skips the checks that the errors affect.
pub fn validate(schema: &Schema) -> Vec<Diagnostic> {
    let duplicates = Duplicates::new(schema);
    let numbers = ExtensionNumbers::new(schema);
    let check = |id: usize| {
        let mut checker = Checker::new(schema, id as FileId);
        let skipped = &checker.file.skipped;
        if !skipped.everything {
            checker.declarations(&duplicates, &numbers);
            if !skipped.options {
                checker.meaning();
            }
        }
        checker.faults
    };
    let faults: Vec<Vec<Diagnostic>> = (0..schema.len).into_par_iter().map(check).collect();
    faults.into_iter().flatten().collect()
}

/// Checks visibility, style and limits, and in requested files also what protoc checks in those only. Unused imports
/// are checked if the file `is_valid` otherwise.
pub fn check_conventions(schema: &Schema, id: FileId, is_root: bool, is_valid: bool) -> Vec<Diagnostic> {
    let mut checker = Checker::new(schema, id);
    checker.nested_exports();
    checker.style();
    checker.edition_limits();
    if is_root {
        if is_valid {
            checker.unused_imports();
            checker.redacted_option_imports();
        }
        checker.generic_services();
        checker.protobuf_numbers();
    }
    checker.faults
}

impl Checker<'_> {
    /// Checks declarations without options, features and field types.
    fn declarations(&mut self, duplicates: &Duplicates, numbers: &ExtensionNumbers) {
        let file = self.file;
        self.package();
        self.repeated_names(duplicates);
        for (message, id) in file.messages.iter().zip(0..) {
            self.name_length(Element::Message(id));
            self.message_limits(id);
            self.reserved_names(message.reserved_names, Element::Message(id));
            self.message_numbers(message);
        }
        for (field, id) in file.fields.iter().zip(0..) {
            self.name_length(Element::Field(id));
            self.kind_of_type(field, id);
            self.default_value(field, id);
            if field.is_extension() {
                self.extension_declaration(field, id, numbers);
            }
        }
        for (enumeration, id) in file.enums.iter().zip(0..) {
            self.name_length(Element::Enum(id));
            self.reserved_names(enumeration.reserved_names, Element::Enum(id));
            self.enum_declaration(enumeration, id);
        }
        for id in 0..file.services.len() as u32 {
            self.name_length(Element::Service(id));
        }
        self.local_types();
    }

    /// Checks that depend on options, features and field types.
    fn meaning(&mut self) {
        let file = self.file;
        self.file_options();
        for (message, id) in file.messages.iter().zip(0..) {
            self.message_options(message, id);
            self.json_names(message, id);
            self.extension_ranges(message);
        }
        for (field, id) in file.fields.iter().zip(0..) {
            self.map_entry_type(field, id);
            self.field_options(field, id);
            self.field_in_proto3(field, id);
            if field.is_extension() {
                self.check_declared_extension(field, id);
            }
        }
        for (enumeration, id) in file.enums.iter().zip(0..) {
            self.enum_meaning(enumeration, id);
        }
        for id in 0..file.services.len() as u32 {
            self.lite_service(id);
        }
    }
}
