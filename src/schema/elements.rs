//! Names, parents and tokens of elements of any kind.

use super::model::{Element, File, OptionSetId, Tokens};
use super::strings::Name;

impl File {
    /// The full name of an element, without leading dot. An extension range has the name of its message, a file its
    /// package.
    pub fn full_name(&self, element: Element) -> String {
        let member = |scope: Name, name: Name| match self.str(scope) {
            "" => self.str(name).to_owned(),
            scope => format!("{scope}.{}", self.str(name)),
        };
        match element {
            Element::File => self.str(self.package).to_owned(),
            Element::Message(id) => self.str(self.messages[id as usize].full_name).to_owned(),
            Element::Enum(id) => self.str(self.enums[id as usize].full_name).to_owned(),
            Element::Service(id) => self.str(self.services[id as usize].full_name).to_owned(),
            Element::Field(id) => {
                let field = &self.fields[id as usize];
                member(self.scope_name(field.parent), field.name)
            }
            Element::Oneof(id) => {
                let oneof = &self.oneofs[id as usize];
                member(self.scope_name(Some(oneof.parent)), oneof.name)
            }
            Element::Value(id) => {
                // Values are siblings of their enum, as in C++.
                let value = &self.values[id as usize];
                member(self.scope_name(self.enums[value.parent as usize].parent), value.name)
            }
            Element::Method(id) => {
                let method = &self.methods[id as usize];
                member(self.services[method.parent as usize].full_name, method.name)
            }
            Element::ExtensionRange(id) => {
                let owner =
                    self.messages.iter().find(|message| message.extension_ranges.iter().contains(&id));
                owner.map_or_else(String::new, |message| self.str(message.full_name).to_owned())
            }
        }
    }

    /// The enclosing element; `None` at the top level.
    pub fn parent(&self, element: Element) -> Option<Element> {
        match element {
            Element::File | Element::Service(_) | Element::ExtensionRange(_) => None,
            Element::Message(id) => self.messages[id as usize].parent.map(Element::Message),
            Element::Field(id) => self.fields[id as usize].parent.map(Element::Message),
            Element::Oneof(id) => Some(Element::Message(self.oneofs[id as usize].parent)),
            Element::Enum(id) => self.enums[id as usize].parent.map(Element::Message),
            Element::Value(id) => Some(Element::Enum(self.values[id as usize].parent)),
            Element::Method(id) => Some(Element::Service(self.methods[id as usize].parent)),
        }
    }

    /// The name of an element without its scope.
    pub fn short_name(&self, element: Element) -> &str {
        let name = match element {
            Element::File => return &self.name,
            Element::ExtensionRange(_) => return "",
            Element::Message(id) => self.messages[id as usize].name,
            Element::Field(id) => self.fields[id as usize].name,
            Element::Oneof(id) => self.oneofs[id as usize].name,
            Element::Enum(id) => self.enums[id as usize].name,
            Element::Value(id) => self.values[id as usize].name,
            Element::Service(id) => self.services[id as usize].name,
            Element::Method(id) => self.methods[id as usize].name,
        };
        self.str(name)
    }

    /// The tokens of an element.
    pub fn at(&self, element: Element) -> Tokens {
        match element {
            Element::File => Tokens::default(),
            Element::Message(id) => self.messages[id as usize].at,
            Element::Field(id) => self.fields[id as usize].at,
            Element::Oneof(id) => self.oneofs[id as usize].at,
            Element::Enum(id) => self.enums[id as usize].at,
            Element::Value(id) => self.values[id as usize].at,
            Element::Service(id) => self.services[id as usize].at,
            Element::Method(id) => self.methods[id as usize].at,
            Element::ExtensionRange(id) => {
                let at = self.extension_ranges[id as usize].at;
                Tokens { first: at.first, last: at.last, name: at.first }
            }
        }
    }

    /// The options of an element.
    pub fn options_of(&self, element: Element) -> Option<OptionSetId> {
        match element {
            Element::File => self.options,
            Element::Message(id) => self.messages[id as usize].options,
            Element::Field(id) => self.fields[id as usize].options,
            Element::Oneof(id) => self.oneofs[id as usize].options,
            Element::Enum(id) => self.enums[id as usize].options,
            Element::Value(id) => self.values[id as usize].options,
            Element::Service(id) => self.services[id as usize].options,
            Element::Method(id) => self.methods[id as usize].options,
            Element::ExtensionRange(id) => self.extension_ranges[id as usize].options,
        }
    }
}
