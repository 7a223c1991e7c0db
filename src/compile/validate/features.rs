//! Checks features against the declarations they are set on, and `feature_support` declarations.

use crate::compile::features::features_place;
use crate::compile::options::place::option_place;
use crate::compile::support::Support;
use crate::diag::Diagnostic;
use crate::schema::{
    Element, Field, FieldPresence, FieldType, File, FileId, Label, MessageEncoding, MessageValue,
    OptionSetId, Ref, RepeatedFieldEncoding, Schema, TypeRef, Utf8Validation,
};

/// `FileOptions.java_string_check_utf8`, `FieldOptions.packed`, and `feature_support` of fields and enum values.
const JAVA_STRING_CHECK_UTF8: i32 = 27;
const FIELD_OPTION_PACKED: i32 = 2;
const FIELD_SUPPORT: i32 = 22;
const VALUE_SUPPORT: i32 = 4;

/// Checks the features and the `feature_support` declarations of one file.
pub fn validate_features(schema: &Schema, id: FileId) -> Vec<Diagnostic> {
    let mut check = Check { schema, file: &schema.files[id as usize], id, faults: Vec::new() };
    if check.file.level.is_editions() {
        check.file_features();
        for (field, index) in check.file.fields.iter().zip(0..) {
            if check.file.is_map_entry_field(Element::Field(index)) {
                check.implicit_presence(field, index);
            } else {
                check.field_features(field, index);
            }
        }
    }
    for (field, index) in check.file.fields.iter().zip(0..) {
        check.field_support(field, index);
    }
    for (value, index) in check.file.values.iter().zip(0..) {
        if let Some(fault) = check.support(check.id, value.options, VALUE_SUPPORT).and_then(Support::fault) {
            let name = check.schema.full_name(check.id, Element::Value(index));
            check.support_fault(value.options, VALUE_SUPPORT, &format!("`{name}`"), fault);
        }
    }
    check.faults
}

struct Check<'a> {
    schema: &'a Schema,
    file: &'a File,
    id: FileId,
    faults: Vec<Diagnostic>,
}

impl<'a> Check<'a> {
    fn file_features(&mut self) {
        if self.schema.features[self.id as usize].file.field_presence == FieldPresence::LegacyRequired {
            let message =
                "features.field_presence = LEGACY_REQUIRED would make every field of the file required";
            self.fault(Element::File, message, "set it on individual fields");
        }
        if self
            .schema
            .option_values(self.id, self.file.options)
            .is_some_and(|options| options.bool(JAVA_STRING_CHECK_UTF8))
        {
            let message = "editions have no `java_string_check_utf8`";
            self.fault(Element::File, message, "use `features.(pb.java).utf8_validation`");
        }
    }

    fn field_features(&mut self, field: &Field, index: u32) {
        let element = Element::Field(index);
        let at = Ref { file: self.id, index };
        // In sources, the syntax check reports these.
        let is_decoded = self.file.tree().is_none();
        if is_decoded && field.label == Label::Required {
            self.fault(
                element,
                "editions have no `required`",
                "use `features.field_presence = LEGACY_REQUIRED`",
            );
        }
        if is_decoded && field.ty == FieldType::Group {
            self.fault(element, "editions have no groups", "use `features.message_encoding = DELIMITED`");
        }
        if let Some(options) = self.schema.option_values(self.id, field.options)
            && options.one(FIELD_OPTION_PACKED).is_some()
        {
            self.fault(element, "editions have no option `packed`", "use `features.repeated_field_encoding`");
        }
        self.implicit_presence(field, index);
        if field.is_extension()
            && self.schema.features[self.id as usize].fields[index as usize].field_presence
                == FieldPresence::LegacyRequired
        {
            self.fault(element, "an extension cannot be required", "remove the feature");
        }
        if let Some(own) = self.schema.own_features(self.id, element, field.options) {
            self.presence(field, element, at, own);
            self.encodings(field, element, at, own);
        }
    }

    fn implicit_presence(&mut self, field: &Field, index: u32) {
        let (element, at) = (Element::Field(index), Ref { file: self.id, index });
        if field.label == Label::Repeated || self.schema.has_presence(at) {
            return;
        }
        if field.default.is_some() {
            let message = "a field with implicit presence cannot have a default";
            self.fault(element, message, "remove the default, or the feature");
        }
        if let Some(TypeRef::Enum(ty)) = self.schema.type_of(at)
            && self.schema.is_closed(ty)
        {
            let message = "a field with implicit presence cannot have a closed enum as its type: \
                           the enum may have no zero value";
            self.fault(element, message, "make the enum open, or the field presence explicit");
        }
    }

    fn presence(&mut self, field: &Field, element: Element, at: Ref, own: &MessageValue) {
        let Some(presence) = own.enumeration(FieldPresence::NUMBER) else { return };
        let what = if field.oneof.is_some() {
            "a oneof field always has presence"
        } else if field.label == Label::Repeated {
            "a repeated field has no presence"
        } else if field.is_extension() && presence != FieldPresence::LegacyRequired as i32 {
            "an extension always has presence"
        } else if self.schema.is_message(at) && presence == FieldPresence::Implicit as i32 {
            "a message field always has presence"
        } else {
            return;
        };
        self.fault(element, &format!("features.field_presence does not apply: {what}"), "remove the feature");
    }

    fn encodings(&mut self, field: &Field, element: Element, at: Ref, own: &MessageValue) {
        let repeated = field.label == Label::Repeated;
        let packable = repeated && self.schema.field_type(at).is_packable();
        match own.enumeration(RepeatedFieldEncoding::NUMBER) {
            Some(_) if !repeated => {
                let message = "features.repeated_field_encoding only applies to repeated fields";
                self.fault(element, message, "remove the feature");
            }
            Some(encoding) if encoding == RepeatedFieldEncoding::Packed as i32 && !packable => {
                let message = "only repeated numbers, bools and enums can be packed";
                self.fault(element, message, "remove the feature");
            }
            _ => {}
        }
        if own.enumeration(Utf8Validation::NUMBER).is_some() && !self.holds_strings(at) {
            self.fault(element, "features.utf8_validation only applies to strings", "remove the feature");
        }
        if own.enumeration(MessageEncoding::NUMBER).is_some()
            && (!self.schema.is_message(at) || self.schema.is_map(at))
        {
            self.fault(
                element,
                "features.message_encoding only applies to message fields",
                "remove the feature",
            );
        }
    }

    /// Whether a field is a string, or a map with string keys or values.
    fn holds_strings(&self, at: Ref) -> bool {
        if self.schema.field(at).ty == FieldType::String {
            return true;
        }
        let Some(entry) = self.schema.message_of(at).filter(|_| self.schema.is_map(at)) else { return false };
        let fields = self.schema.message(entry).fields.of(&self.schema.files[entry.file as usize].fields);
        fields.iter().any(|field| field.ty == FieldType::String)
    }

    /// Checks the `feature_support` of a field and of the values of its enum.
    fn field_support(&mut self, field: &Field, index: u32) {
        let own = self.support(self.id, field.options, FIELD_SUPPORT);
        if let Some(fault) = own.and_then(Support::fault) {
            let name = self.schema.full_name(self.id, Element::Field(index));
            return self.support_fault(field.options, FIELD_SUPPORT, &format!("`{name}`"), fault);
        }
        let (Some(own), Some(TypeRef::Enum(ty))) = (own, self.schema.type_of(Ref { file: self.id, index }))
        else {
            return;
        };
        let file = &self.schema.files[ty.file as usize];
        for value in file.enums[ty.index as usize].values.iter() {
            let options = file.values[value as usize].options;
            let Some(support) = self.support(ty.file, options, VALUE_SUPPORT) else { continue };
            if support.fault().is_some() {
                // Reported at the declaration of the value.
                continue;
            }
            let fault = support.fault_beside(own).or_else(|| support.within(own).fault());
            if let Some(fault) = fault {
                let name = self.schema.full_name(ty.file, Element::Value(value));
                self.support_fault(
                    field.options,
                    FIELD_SUPPORT,
                    &format!("value `{name}` of this option"),
                    fault,
                );
            }
        }
    }

    fn support(&self, file: FileId, options: Option<OptionSetId>, number: i32) -> Option<Support<'a>> {
        self.schema.option_values(file, options)?.message(number).map(Support::new)
    }

    fn support_fault(
        &mut self,
        options: Option<OptionSetId>,
        number: i32,
        name: &str,
        (what, help): (&str, &str),
    ) {
        let Some(set) = options else { return };
        let place = option_place(self.schema, self.id, set, |_, record| record.path.starts_with(&[number]));
        self.faults.push(Diagnostic::error("feature-support", place, format!("{name} {what}")).help(help));
    }

    fn fault(&mut self, element: Element, message: &str, help: &str) {
        let place = features_place(self.file, element);
        self.faults.push(Diagnostic::error("misplaced-feature", place, message).help(help));
    }
}
