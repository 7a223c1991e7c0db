//! The checker of one file, with helpers for all checks.

use rustc_hash::FxHashMap;

use super::declared::Declaration;
use super::ranges::RangeIndex;
use crate::diag::{Diagnostic, Place};
use crate::schema::{
    Element, Field, FieldType, File, FileFeatures, FileId, IdRange, Links, MessageValue, NO_TOK, OptionSetId,
    Ref, Schema, TokRange, Tokens, place,
};
use crate::syntax::{self, Tok};

/// The checker of one file.
pub(super) struct Checker<'a> {
    pub(super) schema: &'a Schema,
    pub(super) id: FileId,
    pub(super) file: &'a File,
    pub(super) links: &'a Links,
    pub(super) features: &'a FileFeatures,
    /// The extension ranges of the messages that the file extends.
    pub(super) covers: FxHashMap<Ref, RangeIndex>,
    /// The extension declarations of ranges, by number.
    pub(super) declared: FxHashMap<(FileId, OptionSetId), FxHashMap<i32, Declaration<'a>>>,
    pub(super) faults: Vec<Diagnostic>,
    /// The suggested numbers of the last message, identified by its fields.
    pub(super) free: Option<(IdRange, String)>,
}

impl<'a> Checker<'a> {
    pub(super) fn new(schema: &'a Schema, id: FileId) -> Self {
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

    pub(super) fn report(&mut self, fault: Diagnostic) {
        self.faults.push(fault);
    }

    /// The place of a token.
    pub(super) fn token_place(&self, tok: Tok) -> Place {
        place(self.file, TokRange { first: tok, last: tok })
    }

    /// The place of a range of tokens.
    pub(super) fn tokens_place(&self, at: TokRange) -> Place {
        place(self.file, at)
    }

    /// The place of an element's name.
    pub(super) fn name(&self, element: Element) -> Place {
        name_place(self.file, element)
    }

    /// The short name of an element.
    pub(super) fn short_name(&self, element: Element) -> &'a str {
        self.file.short_name(element)
    }

    /// The full name of an element of any file.
    pub(super) fn full_name(&self, at: Ref, element: fn(u32) -> Element) -> String {
        self.schema.full_name(at.file, element(at.index))
    }

    /// Whether an element may have options that could not be resolved.
    pub(super) fn has_unknown_options(&self, options: Option<OptionSetId>) -> bool {
        options.is_some_and(|id| self.schema.options[self.id as usize].sets[id as usize].incomplete)
    }

    pub(super) fn options(&self, options: Option<OptionSetId>) -> Option<&'a MessageValue> {
        self.schema.option_values(self.id, options)
    }

    /// Whether a bool option is true.
    pub(super) fn flag(&self, options: Option<OptionSetId>, number: i32) -> bool {
        self.options(options).is_some_and(|options| options.bool(number))
    }

    /// The statement that sets an option, by number in the options message.
    pub(super) fn option_statement(
        &self,
        options: Option<OptionSetId>,
        number: i32,
    ) -> Option<&'a syntax::OptionNode> {
        let tree = self.file.tree()?;
        let resolved = &self.schema.options[self.id as usize].sets[options? as usize];
        let record = resolved.records.iter().find(|record| record.path.first() == Some(&number))?;
        Some(tree.option(record.statement))
    }

    /// The type of a field, after resolving names and features.
    pub(super) fn resolved_type(&self, id: u32) -> FieldType {
        self.schema.wire_type(Ref { file: self.id, index: id })
    }

    /// Whether a field is in a map entry.
    pub(super) fn is_entry_field(&self, field: &Field) -> bool {
        !field.is_extension()
            && field.parent.is_some_and(|parent| self.file.messages[parent as usize].map_entry)
    }

    /// Whether the parser skipped nothing in a declaration.
    pub(super) fn is_whole(&self, at: Tokens) -> bool {
        let skipped = self.file.tree().map_or(&[][..], |tree| &tree.skipped.statements);
        let next = skipped.partition_point(|&(first, _)| first < at.first);
        skipped.get(next).is_none_or(|&(first, _)| first > at.last)
    }

    /// Whether the parser skipped nothing in a file.
    pub(super) fn is_intact(&self, file: FileId) -> bool {
        !self.schema.files[file as usize].damaged
    }
}

/// The place of an element's name.
pub(super) fn name_place(file: &File, element: Element) -> Place {
    let Tokens { first, name, .. } = file.at(element);
    let tok = if name == NO_TOK { first } else { name };
    place(file, TokRange { first: tok, last: tok })
}

/// `a`, `a and b`, `a, b and c`
pub(super) fn listed(items: &[String]) -> String {
    match items {
        [] => String::new(),
        [one] => one.clone(),
        [start @ .., last] => format!("{} and {last}", start.join(", ")),
    }
}
