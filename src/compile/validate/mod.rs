//! What is decided on the linked schema: names, numbers, types, and the rules of editions. Each family of checks
//! has a file; this one walks each schema file once a stage and hands its elements to them.
//!
//! What a declaration says by itself and what it means is checked in every file; what follows from another fault is not
//! reported. Whether imports are used is checked only where nothing else is wrong.

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
use names::Clashes;

/// Checks all files, those with errors too as far as these do not reach.
pub fn validate(schema: &Schema) -> Vec<Diagnostic> {
    let clashes = Clashes::new(schema);
    let numbers = ExtensionNumbers::new(schema);
    let check = |id: usize| {
        let mut checker = Checker::new(schema, id as FileId);
        let lost = &checker.file.lost;
        if !lost.everything {
            checker.declarations(&clashes, &numbers);
            if !lost.options {
                checker.meaning();
            }
        }
        checker.faults
    };
    let faults: Vec<Vec<Diagnostic>> = (0..schema.len).into_par_iter().map(check).collect();
    faults.into_iter().flatten().collect()
}

/// Checks conventions: visibility, style and limits, and in files that were asked for what protoc asks of those alone;
/// of imports only where the file `is_valid` otherwise.
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
    /// What a declaration says by itself.
    fn declarations(&mut self, clashes: &Clashes, numbers: &ExtensionNumbers) {
        let file = self.file;
        self.package();
        self.repeated_names(clashes);
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

    /// What takes options, features and the types of fields to decide.
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
                self.declared_extension(field, id);
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
