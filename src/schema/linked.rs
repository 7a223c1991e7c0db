//! The linked schema of all files.

use std::sync::Arc;

use super::features::FileFeatures;
use super::links::{FileId, Links, Ref, TypeRef};
use super::model::{Element, Field, File, Message, OptionSetId};
use super::options::FileOptions;
use super::symbols::Symbols;
use super::types::{FieldType, Label};
use super::value::MessageValue;

/// All files of a run, linked. The per-file lists run parallel.
pub struct Schema {
    /// The files in build order: every file after its imports.
    pub files: Vec<Arc<File>>,
    /// What the names in each file mean.
    pub links: Vec<Links>,
    /// The options of each file.
    pub options: Vec<FileOptions>,
    /// The features of each file's elements.
    pub features: Vec<FileFeatures>,
    /// All names.
    pub symbols: Symbols,
    /// `google/protobuf/descriptor.proto`, which defines the option messages. Where no file imports it, it is our
    /// own copy, the last file, and hidden.
    pub descriptor: FileId,
    /// The number of files that are part of the schema; the one after them, if any, is the hidden
    /// `descriptor.proto`, whose names nobody can use.
    pub len: usize,
}

impl Schema {
    /// The files of the schema, without a hidden `descriptor.proto`.
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

    /// The message or enum that is the type of a field; `None` for scalars, and where the name means nothing.
    pub fn type_of(&self, field: Ref) -> Option<TypeRef> {
        self.links[field.file as usize].field_types.get(field.index as usize).copied().flatten()
    }

    /// The type of a field, with names replaced by what they mean; a name that means nothing stays
    /// [`FieldType::Named`]. Groups are [`FieldType::Message`] unless written as groups.
    pub fn field_type(&self, field: Ref) -> FieldType {
        match (self.field(field).ty, self.type_of(field)) {
            (FieldType::Named, Some(TypeRef::Message(_))) => FieldType::Message,
            (FieldType::Named, Some(TypeRef::Enum(_))) => FieldType::Enum,
            (written, _) => written,
        }
    }

    /// The message that is the type of a field.
    pub fn message_of(&self, field: Ref) -> Option<Ref> {
        match self.type_of(field)? {
            TypeRef::Message(message) => Some(message),
            TypeRef::Enum(_) => None,
        }
    }

    /// The message that has a field: for an extension the message it extends.
    pub fn owner(&self, at: Ref) -> Option<Ref> {
        let field = self.field(at);
        if field.is_extension() {
            return self.links[at.file as usize].extendees.get(at.index as usize).copied().flatten();
        }
        Some(Ref { file: at.file, index: field.parent? })
    }

    /// The field of a message with this name, extensions aside.
    pub fn field_named(&self, message: Ref, name: &[u8]) -> Option<Ref> {
        let file = &self.files[message.file as usize];
        let fields = self.message(message).fields;
        let index = fields.iter().find(|&index| file.bytes(file.fields[index as usize].name) == name)?;
        Some(Ref { file: message.file, index })
    }

    /// The number of the value of an enum with this name.
    pub fn value_named(&self, enumeration: Ref, name: &[u8]) -> Option<i32> {
        let file = &self.files[enumeration.file as usize];
        let values = file.enums[enumeration.index as usize].values.of(&file.values);
        values.iter().find(|value| file.bytes(value.name) == name).map(|value| value.number)
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

    /// The resolved options of an element, where it has any.
    pub fn option_values(&self, file: FileId, options: Option<OptionSetId>) -> Option<&MessageValue> {
        Some(&self.options[file as usize].sets[options? as usize].merged)
    }
}
