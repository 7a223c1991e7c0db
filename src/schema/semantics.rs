//! The effect of labels and features on fields and enums: presence, packing, delimited encoding, closed enums.

use super::features::{
    EnumType, Features, FieldPresence, FileFeatures, MessageEncoding, RepeatedFieldEncoding, Utf8Validation,
};
use super::linked::Schema;
use super::links::{FileId, Ref, TypeRef};
use super::model::{Element, OptionSetId};
use super::types::{FieldType, Label};
use super::value::MessageValue;
use crate::syntax::Level;

/// The number of the field `features` in the options of an element.
const fn features_number(element: Element) -> i32 {
    match element {
        Element::File | Element::ExtensionRange(_) => 50,
        Element::Message(_) => 12,
        Element::Field(_) => 21,
        Element::Oneof(_) => 1,
        Element::Enum(_) => 7,
        Element::Value(_) => 2,
        Element::Service(_) => 34,
        Element::Method(_) => 35,
    }
}

impl Schema {
    /// The features that an element sets itself.
    pub fn own_features(
        &self,
        file: FileId,
        element: Element,
        options: Option<OptionSetId>,
    ) -> Option<&MessageValue> {
        self.option_values(file, options)?.message(features_number(element))
    }

    /// The features of an element of a file, or the defaults of its level before features are resolved.
    fn features_in(&self, file: FileId, of: impl FnOnce(&FileFeatures) -> Features) -> Features {
        let level = self.files[file as usize].level;
        self.features.get(file as usize).map_or(Features::of_level(level), of)
    }

    fn field_features(&self, at: Ref) -> Features {
        self.features_in(at.file, |features| features.fields[at.index as usize])
    }

    /// Whether a field distinguishes unset from default.
    pub fn has_presence(&self, at: Ref) -> bool {
        let field = self.field(at);
        field.label != Label::Repeated
            && (field.is_extension()
                || field.oneof.is_some()
                || field.proto3_optional
                || self.is_message(at)
                || self.field_features(at).field_presence != FieldPresence::Implicit)
    }

    /// Whether a field must be set.
    pub fn is_required(&self, at: Ref) -> bool {
        let field = self.field(at);
        let label = field.label;
        label == Label::Required
            || (label == Label::Optional
                && self.field_features(at).field_presence == FieldPresence::LegacyRequired)
    }

    /// Whether the type of a field is a message or a group.
    pub fn is_message(&self, at: Ref) -> bool {
        matches!(self.field_type(at), FieldType::Message | FieldType::Group)
    }

    /// Whether a field is packed.
    pub fn is_packed(&self, at: Ref) -> bool {
        self.field(at).label == Label::Repeated
            && self.field_type(at).is_packable()
            && self.field_features(at).repeated_field_encoding == RepeatedFieldEncoding::Packed
    }

    /// Whether a message field is delimited, like a group.
    pub fn is_delimited(&self, at: Ref) -> bool {
        let in_map = || {
            self.field(at)
                .parent
                .is_some_and(|parent| self.message(Ref { file: at.file, index: parent }).map_entry)
        };
        match self.field_type(at) {
            FieldType::Group => true,
            FieldType::Message => {
                self.field_features(at).message_encoding == MessageEncoding::Delimited
                    && !self.is_map(at)
                    && (self.field(at).is_extension() || !in_map())
            }
            _ => false,
        }
    }

    /// The type on the wire: delimited messages are groups, however they are declared.
    pub fn wire_type(&self, at: Ref) -> FieldType {
        if self.is_delimited(at) { FieldType::Group } else { self.field_type(at) }
    }

    /// Whether an enum is closed.
    pub fn is_closed(&self, at: Ref) -> bool {
        self.features_in(at.file, |features| features.enums[at.index as usize]).enum_type == EnumType::Closed
    }

    /// Whether a string field must be UTF-8.
    pub fn verifies_utf8(&self, at: Ref) -> bool {
        self.field(at).ty == FieldType::String
            && self.field_features(at).utf8_validation == Utf8Validation::Verify
    }

    /// Whether an enum field rejects numbers that its enum does not declare. In C++, fields of proto2 files treat every
    /// enum as closed.
    pub fn rejects_unknown(&self, at: Ref) -> bool {
        self.files[at.file as usize].level == Level::Proto2
            || matches!(self.type_of(at), Some(TypeRef::Enum(found)) if self.is_closed(found))
    }
}
