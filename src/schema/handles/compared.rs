//! Handles for comparing two schemas: elements by full name, and the wire types of fields.

use std::borrow::Cow;

use super::{Enum, Field, File, Message, Service, Site, Target};
use crate::schema::linked::Schema;
use crate::schema::location::Part;
use crate::schema::model::{Element, MAX_FIELD_NUMBER};
use crate::schema::names::json_name;
use crate::schema::option_place::Step;
use crate::schema::symbols::Symbol;
use crate::schema::types::{FieldType, Label};
use crate::schema::value::MessageValue;

impl Schema {
    /// All files of the schema, including those that are only imported.
    pub fn file_handles(&self) -> impl Iterator<Item = File<'_>> {
        (0..self.len as u32).map(|id| File::new(self, id))
    }

    /// The message or map entry with a full name, without leading dot.
    pub fn message_by_name(&self, name: &str) -> Option<Message<'_>> {
        let (file, Element::Message(index)) = self.element_by_name(name)? else { return None };
        Some(Message { file, index })
    }

    /// The enum with a full name, without leading dot.
    pub fn enum_by_name(&self, name: &str) -> Option<Enum<'_>> {
        let (file, Element::Enum(index)) = self.element_by_name(name)? else { return None };
        Some(Enum { file, index })
    }

    /// The service with a full name, without leading dot.
    pub fn service_by_name(&self, name: &str) -> Option<Service<'_>> {
        let (file, Element::Service(index)) = self.element_by_name(name)? else { return None };
        Some(Service { file, index })
    }

    /// The field or extension with a full name, without leading dot.
    pub fn field_by_name(&self, name: &str) -> Option<Field<'_>> {
        let (file, Element::Field(index)) = self.element_by_name(name)? else { return None };
        Some(Field { file, index })
    }

    fn element_by_name(&self, name: &str) -> Option<(File<'_>, Element)> {
        match self.symbols.get(&self.files, name.as_bytes())? {
            Symbol::Element(file, element) if (file as usize) < self.len => {
                Some((File::new(self, file), element))
            }
            _ => None,
        }
    }
}

impl<'a> File<'a> {
    /// The schema.
    pub fn schema(self) -> &'a Schema {
        self.schema
    }

    /// All messages, including map entries.
    pub fn messages_and_entries(self) -> impl Iterator<Item = Message<'a>> {
        (0..self.model().messages.len() as u32).map(move |index| Message { file: self, index })
    }

    /// All extensions.
    pub fn extensions(self) -> impl Iterator<Item = Field<'a>> {
        self.fields().filter(|field| field.is_extension())
    }

    /// A full name without the package: `Outer.Inner`.
    pub fn nested_name(self, full_name: &str) -> &str {
        let rest = full_name.strip_prefix(self.package()).unwrap_or(full_name);
        rest.strip_prefix('.').unwrap_or(rest)
    }

    /// The `syntax` or `edition` statement.
    pub fn syntax_site(self) -> Site<'a> {
        Site { file: self, target: Target::Syntax }
    }

    /// The place where an option of the file is set.
    pub fn setting_site(self, steps: &'static [Step]) -> Site<'a> {
        Site { file: self, target: Target::Setting(Element::File, steps) }
    }
}

impl Message<'_> {
    /// The largest possible field number.
    pub fn max_number(self) -> i32 {
        let is_message_set = self.options().is_some_and(|options| options.bool(1));
        if is_message_set { i32::MAX - 1 } else { MAX_FIELD_NUMBER }
    }
}

impl<'a> Field<'a> {
    /// The name with package and parents, without leading dot.
    pub fn full_name(self) -> String {
        self.file.model().full_name(Element::Field(self.index))
    }

    /// The message that has the field; for an extension the extendee.
    pub fn owner(self) -> Option<Message<'a>> {
        let owner = self.file.schema.owner(self.at())?;
        Some(super::message(self.file.schema, owner))
    }

    /// Whether it is a field of a map entry.
    pub fn is_in_map_entry(self) -> bool {
        self.file.model().is_map_entry_field(Element::Field(self.index))
    }

    /// The explicit JSON name, if any.
    pub fn written_json_name(self) -> Option<&'a str> {
        Some(self.file.text(self.model().json_name?))
    }

    /// The JSON name.
    pub fn json_name(self) -> Cow<'a, str> {
        match self.written_json_name() {
            Some(name) => Cow::Borrowed(name),
            None => String::from_utf8_lossy(&json_name(self.name().as_bytes())).into_owned().into(),
        }
    }

    /// The explicit default, in descriptor form.
    pub fn default(self) -> Option<&'a str> {
        Some(self.file.text(self.model().default?))
    }

    /// The type on the wire: delimited messages are groups, however they are declared.
    pub fn wire_type(self) -> FieldType {
        self.file.schema.wire_type(self.at())
    }

    /// Whether its type is a message or a group.
    pub fn is_message(self) -> bool {
        self.file.schema.is_message(self.at())
    }

    /// Whether it has the label `required`.
    pub fn is_labelled_required(self) -> bool {
        self.label() == Label::Required
    }

    /// The place of `default = …`.
    pub fn default_site(self) -> Site<'a> {
        Site { file: self.file, target: Target::Default(self.index) }
    }

    /// The place of `json_name = …`.
    pub fn json_name_site(self) -> Site<'a> {
        Site { file: self.file, target: Target::JsonName(self.index) }
    }

    /// The type in the declaration.
    pub fn type_site(self) -> Site<'a> {
        let is_named = matches!(self.wire_type(), FieldType::Message | FieldType::Enum | FieldType::Group);
        self.part(if is_named { Part::TypeName } else { Part::Type })
    }

    /// The language-specific features with number `extension`, as set by the field and its enclosing elements,
    /// innermost first.
    pub fn language_features(self, extension: i32) -> impl Iterator<Item = &'a MessageValue> {
        let mut next = Some(Element::Field(self.index));
        let elements = std::iter::from_fn(move || {
            let element = next?;
            next = match element {
                Element::File => None,
                Element::Field(_) if let Some(oneof) = self.model().oneof => Some(Element::Oneof(oneof)),
                element => Some(self.file.model().parent(element).unwrap_or(Element::File)),
            };
            Some(element)
        });
        let file = self.file;
        elements.filter_map(move |element| {
            let options = file.model().options_of(element);
            file.schema.own_features(file.id, element, options)?.message(extension)
        })
    }
}

/// Option places, for the elements whose options are compared.
macro_rules! settings {
    ($($name:ident $element:ident;)*) => {
        $(impl<'a> super::$name<'a> {
            /// The place where an option is set; the whole declaration if it is not.
            pub fn setting_site(self, steps: &'static [Step]) -> Site<'a> {
                Site { file: self.file, target: Target::Setting(Element::$element(self.index), steps) }
            }
        })*
    };
}

settings! {
    Message Message;
    Field Field;
    Enum Enum;
    Method Method;
}
