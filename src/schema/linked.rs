//! The linked schema.

use std::sync::Arc;

use super::features::FileFeatures;
use super::links::{FileId, Links, Ref, TypeRef};
use super::model::{Element, Field, File, Message, OptionSetId};
use super::options::FileOptions;
use super::symbols::Symbols;
use super::types::{FieldType, Label};
use super::value::MessageValue;

/// All files of a run, linked. The per-file lists are parallel.
pub struct Schema {
    /// The files in build order: every file after its imports.
    pub files: Vec<Arc<File>>,
    /// The resolved names of each file.
    pub links: Vec<Links>,
    /// The options of each file.
    pub options: Vec<FileOptions>,
    /// The features of each file's elements.
    pub features: Vec<FileFeatures>,
    /// The symbol table.
    pub symbols: Symbols,
    /// `google/protobuf/descriptor.proto`, which declares the option messages. If no file imports it, the embedded copy
    /// is the last file, and hidden.
    pub descriptor: FileId,
    /// The number of visible files. The next file, if any, is the hidden `descriptor.proto`, whose names cannot be
    /// used.
    pub len: usize,
}

impl Schema {
    /// The files, without a hidden `descriptor.proto`.
    pub fn visible_files(&self) -> &[Arc<File>] {
        &self.files[..self.len]
    }

    /// A message by reference.
    pub fn message(&self, at: Ref) -> &Message {
        &self.files[at.file as usize].messages[at.index as usize]
    }

    /// A field by reference.
    pub fn field(&self, at: Ref) -> &Field {
        &self.files[at.file as usize].fields[at.index as usize]
    }

    /// The message or enum type of a field; `None` for scalars and unresolved names.
    pub fn type_of(&self, field: Ref) -> Option<TypeRef> {
        self.links[field.file as usize].field_types.get(field.index as usize).copied().flatten()
    }

    /// The resolved type of a field; [`FieldType::Named`] for unresolved names. Delimited messages are
    /// [`FieldType::Group`] only if declared as groups.
    pub fn field_type(&self, field: Ref) -> FieldType {
        match (self.field(field).ty, self.type_of(field)) {
            (FieldType::Named, Some(TypeRef::Message(_))) => FieldType::Message,
            (FieldType::Named, Some(TypeRef::Enum(_))) => FieldType::Enum,
            (written, _) => written,
        }
    }

    /// The message type of a field.
    pub fn message_of(&self, field: Ref) -> Option<Ref> {
        match self.type_of(field)? {
            TypeRef::Message(message) => Some(message),
            TypeRef::Enum(_) => None,
        }
    }

    /// The message that has a field; for an extension the extendee.
    pub fn owner(&self, at: Ref) -> Option<Ref> {
        let field = self.field(at);
        if field.is_extension() {
            return self.links[at.file as usize].extendees.get(at.index as usize).copied().flatten();
        }
        Some(Ref { file: at.file, index: field.parent? })
    }

    /// The field of a message with this name, not an extension.
    pub fn field_named(&self, message: Ref, name: &[u8]) -> Option<Ref> {
        let file = &self.files[message.file as usize];
        let fields = self.message(message).fields;
        let index = fields.iter().find(|&index| file.bytes(file.fields[index as usize].name) == name)?;
        Some(Ref { file: message.file, index })
    }

    /// The number of an enum value, by name.
    pub fn value_named(&self, enumeration: Ref, name: &[u8]) -> Option<i32> {
        let value = self.value_at(enumeration, name)?;
        Some(self.files[value.file as usize].values[value.index as usize].number)
    }

    /// The value of an enum with this name.
    pub fn value_at(&self, enumeration: Ref, name: &[u8]) -> Option<Ref> {
        let file = &self.files[enumeration.file as usize];
        let mut values = file.enums[enumeration.index as usize].values.iter();
        let index = values.find(|&index| file.bytes(file.values[index as usize].name) == name)?;
        Some(Ref { file: enumeration.file, index })
    }

    /// Whether an enum has a value with this number.
    pub fn has_value(&self, enumeration: Ref, number: i32) -> bool {
        let file = &self.files[enumeration.file as usize];
        file.enums[enumeration.index as usize]
            .values
            .of(&file.values)
            .iter()
            .any(|value| value.number == number)
    }

    /// Whether a field is a map.
    pub fn is_map(&self, field: Ref) -> bool {
        self.field(field).label == Label::Repeated
            && self.message_of(field).is_some_and(|message| self.message(message).map_entry)
    }

    /// The full name of a field.
    pub fn field_name(&self, field: Ref) -> String {
        self.full_name(field.file, Element::Field(field.index))
    }

    /// The full name of a message.
    pub fn message_name(&self, message: Ref) -> &str {
        self.files[message.file as usize].str(self.message(message).full_name)
    }

    /// The full name of an element.
    pub fn full_name(&self, file: FileId, element: Element) -> String {
        self.files[file as usize].full_name(element)
    }

    /// The resolved options of an element, if any.
    pub fn option_values(&self, file: FileId, options: Option<OptionSetId>) -> Option<&MessageValue> {
        Some(&self.options[file as usize].sets[options? as usize].merged)
    }
}
