//! What is decided on the linked schema: names, numbers, types, and the rules of editions. Each family of checks
//! has a file; this one walks each schema file once a stage and hands its elements to them.
//!
//! What a declaration says by itself and what it means is checked in every file; what follows from another fault is not
//! reported. Whether imports are used is checked only where nothing else is wrong.

mod builtin_options;
mod declarations;
mod defaults;
mod enum_json;
mod enums;
mod extensions;
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
use rustc_hash::FxHashMap;

use super::features::FileFeatures;
use super::link::{Links, Ref, place};
use super::model::{At, Element, Field, FieldType, File, Ids, NO_TOK, OptionSetId, TokRange};
use super::schema::Schema;
use super::symbols::FileId;
use super::value::MessageValue;
use crate::diag::{Diagnostic, Place};
use crate::syntax::{self, Tok};
use declarations::Declaration;
use extensions::ExtensionNumbers;
use names::Clashes;
use ranges::Cover;

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

/// The state of checking one file.
struct Checker<'a> {
    schema: &'a Schema,
    id: FileId,
    file: &'a File,
    links: &'a Links,
    features: &'a FileFeatures,
    /// The extension ranges of the messages that the file extends.
    covers: FxHashMap<Ref, Cover>,
    /// What their ranges declare, by number.
    declared: FxHashMap<(FileId, OptionSetId), FxHashMap<i32, Declaration<'a>>>,
    faults: Vec<Diagnostic>,
    /// The free numbers of the message last asked for, by its fields.
    free: Option<(Ids, String)>,
}

impl<'a> Checker<'a> {
    fn new(schema: &'a Schema, id: FileId) -> Self {
        let index = id as usize;
        Self {
            schema,
            id,
            file: &schema.files[index],
            links: &schema.links[index],
            features: &schema.features[index],
            covers: FxHashMap::default(),
            declared: FxHashMap::default(),
            faults: Vec::new(),
            free: None,
        }
    }

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

    fn report(&mut self, fault: Diagnostic) {
        self.faults.push(fault);
    }

    /// The place of one token.
    fn tok(&self, tok: Tok) -> Place {
        place(self.file, TokRange { first: tok, last: tok })
    }

    /// The place of a run of tokens.
    fn toks(&self, at: TokRange) -> Place {
        place(self.file, at)
    }

    /// The place of an element's name.
    fn name(&self, element: Element) -> Place {
        name_place(self.file, element)
    }

    /// The short name of an element.
    fn word(&self, element: Element) -> &'a str {
        self.file.short_name(element)
    }

    /// The full name of an element of any file.
    fn full_name(&self, at: Ref, element: fn(u32) -> Element) -> String {
        self.schema.full_name(at.file, element(at.index))
    }

    /// Whether an element may have options besides those that could be resolved.
    fn has_unknown_options(&self, options: Option<OptionSetId>) -> bool {
        options.is_some_and(|id| self.schema.options[self.id as usize].sets[id as usize].incomplete)
    }

    fn options(&self, options: Option<OptionSetId>) -> Option<&'a MessageValue> {
        self.schema.option_values(self.id, options)
    }

    /// Whether an option that is a bool is true.
    fn flag(&self, options: Option<OptionSetId>, number: i32) -> bool {
        self.options(options).is_some_and(|options| options.bool(number))
    }

    /// The statement that sets an option, by the option's number in the options message.
    fn option_statement(&self, options: Option<OptionSetId>, number: i32) -> Option<&'a syntax::OptionNode> {
        let tree = self.file.tree()?;
        let resolved = &self.schema.options[self.id as usize].sets[options? as usize];
        let record = resolved.records.iter().find(|record| record.path.first() == Some(&number))?;
        Some(tree.option(record.statement))
    }

    /// What the type of a field is once names and features are taken into account.
    fn resolved_type(&self, id: u32) -> FieldType {
        let at = Ref { file: self.id, index: id };
        if self.schema.is_delimited(at) { FieldType::Group } else { self.schema.field_type(at) }
    }

    /// Whether a field is the key or the value of a map entry.
    fn is_entry_field(&self, field: &Field) -> bool {
        !field.is_extension()
            && field.parent.is_some_and(|parent| self.file.messages[parent as usize].map_entry)
    }

    /// Whether nothing was skipped inside a declaration of the file.
    fn is_whole(&self, at: At) -> bool {
        let lost = self.file.tree().map_or(&[][..], |tree| &tree.lost.statements);
        let next = lost.partition_point(|&(first, _)| first < at.first);
        lost.get(next).is_none_or(|&(first, _)| first > at.last)
    }

    /// Whether everything that a file declares is known.
    fn is_intact(&self, file: FileId) -> bool {
        !self.schema.files[file as usize].damaged
    }
}

/// The place of an element's name, or of what stands for it.
fn name_place(file: &File, element: Element) -> Place {
    let At { first, name, .. } = file.at(element);
    let tok = if name == NO_TOK { first } else { name };
    place(file, TokRange { first: tok, last: tok })
}

/// `a`, `a and b`, `a, b and c`
fn listed(items: &[String]) -> String {
    match items {
        [] => String::new(),
        [one] => one.clone(),
        [start @ .., last] => format!("{} and {last}", start.join(", ")),
    }
}
