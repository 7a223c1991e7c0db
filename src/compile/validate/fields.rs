//! Checks types of fields, in particular maps.

use super::checker::{Checker, name_place};
use crate::diag::Diagnostic;
use crate::schema::{Element, Field, FieldType, Label, Message, Ref, Symbol, TypeRef, map_entry_name, place};

impl Checker<'_> {
    /// Checks that the type in a descriptor, message or enum, matches the resolved type name.
    pub(super) fn kind_of_type(&mut self, field: &Field, id: u32) {
        let what = match (field.ty, self.links.field_types[id as usize]) {
            (FieldType::Message | FieldType::Group, Some(TypeRef::Enum(_))) => {
                "an enum, but declared as a message"
            }
            (FieldType::Enum, Some(TypeRef::Message(_))) => "a message, but declared as an enum",
            _ => return,
        };
        let text = format!(
            "the type of field `{}`, `{}`, is {what}",
            self.short_name(Element::Field(id)),
            self.file.str(field.type_name)
        );
        let fault = Diagnostic::error("wrong-kind", self.tokens_place(field.type_at), text);
        self.report(fault.help("recreate the descriptor set from sources"));
    }

    /// Checks that the entry message of a map is not used by other fields, and the types of its key and value.
    pub(super) fn map_entry_type(&mut self, field: &Field, id: u32) {
        let Some(TypeRef::Message(entry)) = self.links.field_types[id as usize] else { return };
        let message = self.schema.message(entry);
        if !message.map_entry {
            return;
        }
        if self.is_map_field(field, id, entry) {
            if field.ty == FieldType::Group {
                let fault = Diagnostic::error(
                    "bad-map-entry",
                    self.tokens_place(field.type_at),
                    "a map entry cannot be a group",
                );
                self.report(fault.help("declare the field as `map<K, V>`"));
            }
            self.map_types(field, entry, message);
            return;
        }
        let full_name = self.full_name(entry, Element::Message);
        let text = format!("`{full_name}` is the entry message of a map field and cannot be used as a type");
        let fault = Diagnostic::error("map-entry-as-type", self.tokens_place(field.type_at), text);
        self.report(fault.help(self.outer_type_help(&full_name)));
    }

    /// Whether `entry` looks like the entry message of this map field.
    fn is_map_field(&self, field: &Field, id: u32, entry: Ref) -> bool {
        let owner = match self.links.extendees[id as usize] {
            Some(extendee) => Some(extendee),
            None => field.parent.map(|index| Ref { file: self.id, index }),
        };
        let file = &self.schema.files[entry.file as usize];
        let message = &file.messages[entry.index as usize];
        field.label == Label::Repeated
            && owner == message.parent.map(|index| Ref { file: entry.file, index })
            && map_entry_name(self.file.bytes(field.name)) == file.bytes(message.name)
            && is_plain_entry(message, message.fields.of(&file.fields))
    }

    /// Suggests a type with the same name in an outer scope.
    fn outer_type_help(&self, full_name: &str) -> String {
        let mut parts: Vec<&str> = full_name.split('.').collect();
        let Some(name) = parts.pop() else { return String::new() };
        while parts.pop().is_some() {
            let candidate =
                if parts.is_empty() { name.to_owned() } else { format!("{}.{name}", parts.join(".")) };
            let found = self.schema.symbols.get(&self.schema.files, candidate.as_bytes());
            if let Some(Symbol::Element(file, Element::Message(index))) = found
                && !self.schema.message(Ref { file, index }).map_entry
            {
                return format!("write `.{candidate}` to use the type in the outer scope");
            }
        }
        "declare a message, or use a map field".to_owned()
    }

    fn map_types(&mut self, field: &Field, entry: Ref, message: &Message) {
        if message.fields.len() != 2 {
            return;
        }
        let file = &self.schema.files[entry.file as usize];
        let links = &self.schema.links[entry.file as usize];
        let [key, value] = [message.fields.start, message.fields.start + 1].map(|id| id as usize);
        let bad_key = match (links.field_types[key], file.fields[key].ty) {
            (Some(TypeRef::Enum(_)), _) => Some("an enum"),
            (Some(TypeRef::Message(_)), _) => Some("a message"),
            (None, FieldType::Float | FieldType::Double) => Some("a floating-point number"),
            (None, FieldType::Bytes) => Some("bytes"),
            _ => None,
        };
        if let Some(what) = bad_key {
            let text = format!("the key of a map cannot be {what}");
            let fault = Diagnostic::error("bad-map-key", self.tokens_place(field.type_at), text);
            let fault = fault.label(place(file, file.fields[key].type_at), "the key");
            self.report(fault.help("use an integer, a bool or a string"));
        }
        if let Some(TypeRef::Enum(at)) = links.field_types[value]
            && let enum_file = &self.schema.files[at.file as usize]
            && let enumeration = &enum_file.enums[at.index as usize]
            && let Some(first) = enumeration.values.of(&enum_file.values).first()
            && first.number != 0
            && self.is_intact(at.file)
        {
            let text = format!(
                "map value type `{}` must have 0 as its first value",
                enum_file.str(enumeration.name)
            );
            let fault = Diagnostic::error("map-enum-without-zero", self.tokens_place(field.type_at), text)
                .label(name_place(enum_file, Element::Value(enumeration.values.start)), "the first value");
            self.report(fault.help("add a first value with the number 0, which is the default"));
        }
    }
}

/// Whether a map entry in a descriptor set looks like one that a compiler wrote.
fn is_plain_entry(message: &Message, fields: &[Field]) -> bool {
    let [key, value] = fields else { return false };
    message.scope.messages.is_empty()
        && message.scope.enums.is_empty()
        && message.scope.extensions.is_empty()
        && message.extension_ranges.is_empty()
        && [(key, 1), (value, 2)]
            .iter()
            .all(|(field, number)| field.number == *number && field.label == Label::Optional)
}
