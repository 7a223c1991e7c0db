//! Checks extension numbers: in a range of the extendee, and unique.

use rustc_hash::FxHashMap;

use super::checker::{Checker, name_place};
use super::ranges::RangeIndex;
use crate::diag::Diagnostic;
use crate::schema::{Element, ExtensionRange, Field, Label, Ref, Schema, TokRange, place};

/// The first extension with each number of each message, in build order.
pub(super) struct ExtensionNumbers(FxHashMap<(Ref, i32), Ref>);

impl ExtensionNumbers {
    pub fn new(schema: &Schema) -> Self {
        let mut first = FxHashMap::default();
        for (file, id) in schema.visible_files().iter().zip(0..) {
            for (extendee, index) in schema.links[id as usize].extendees.iter().zip(0..) {
                if let Some(extendee) = extendee {
                    let number = file.fields[index as usize].number;
                    first.entry((*extendee, number)).or_insert(Ref { file: id, index });
                }
            }
        }
        Self(first)
    }
}

impl<'a> Checker<'a> {
    /// Checks the declaration of an extension.
    pub(super) fn extension_declaration(&mut self, field: &Field, id: u32, numbers: &ExtensionNumbers) {
        if field.label == Label::Required {
            let text = format!("extension `{}` cannot be required", self.short_name(Element::Field(id)));
            let fault = Diagnostic::error("required-extension", self.tokens_place(field.type_at), text);
            self.report(fault.help("make it optional"));
        }
        let Some(extendee) = self.links.extendees[id as usize] else { return };
        if self.extension_range(extendee, field.number).is_none() && self.is_intact(extendee.file) {
            self.outside_of_ranges(field, extendee);
        }
        let Some(&first) = numbers.0.get(&(extendee, field.number)) else { return };
        if first != (Ref { file: self.id, index: id }) {
            self.number_used_by_other(field, extendee, first);
        }
    }

    /// The extension range that contains a number.
    pub(super) fn extension_range(&mut self, extendee: Ref, number: i32) -> Option<&'a ExtensionRange> {
        let schema = self.schema;
        let file = &schema.files[extendee.file as usize];
        let ranges = schema.message(extendee).extension_ranges.of(&file.extension_ranges);
        let bounds = || ranges.iter().map(|range| (i64::from(range.start), i64::from(range.end)));
        let cover = self.covers.entry(extendee).or_insert_with(|| RangeIndex::new(bounds()));
        Some(&ranges[cover.containing(number)? as usize])
    }

    fn outside_of_ranges(&mut self, field: &Field, extendee: Ref) {
        let file = &self.schema.files[extendee.file as usize];
        let message = self.schema.message(extendee);
        let name = file.str(message.full_name);
        let text = format!("number {} is not in an extension range of message `{name}`", field.number);
        let fault = Diagnostic::error("bad-extension-number", self.token_place(field.number_at), text);
        let ranges = message.extension_ranges.of(&file.extension_ranges);
        let fault = match ranges.first() {
            None => fault
                .label(
                    name_place(file, Element::Message(extendee.index)),
                    "this message has no extension ranges",
                )
                .help("add `extensions` to the message, or make this a field of it"),
            Some(range) => fault
                .label(place(file, range.at), "an extension range of the message")
                .help("choose a number from its extension ranges"),
        };
        self.report(fault);
    }

    fn number_used_by_other(&mut self, field: &Field, extendee: Ref, first: Ref) {
        let message = self.full_name(extendee, Element::Message);
        let other = self.full_name(first, Element::Field);
        let other_file = &self.schema.files[first.file as usize];
        let at = self.token_place(field.number_at);
        let text = format!("extension number {} of `{message}` is already used by `{other}`", field.number);
        let fault = if first.file == self.id {
            Diagnostic::error("duplicate-extension-number", at, text)
        } else {
            Diagnostic::warning("duplicate-extension-number", at, format!("{text} in {}", other_file.name))
        };
        let label = place(
            other_file,
            TokRange {
                first: other_file.fields[first.index as usize].number_at,
                last: other_file.fields[first.index as usize].number_at,
            },
        );
        self.report(fault.label(label, "first used here").help("choose another number"));
    }
}
