//! What only a descriptor set can get wrong: sources cannot express it.

use super::Checker;
use crate::compile::link::TypeRef;
use crate::compile::model::{Element, Field, FieldType, Label, Message, Origin};
use crate::diag::Diagnostic;
use crate::syntax::Level;

const HELP: &str = "fix the tool that wrote the descriptor set";

impl Checker<'_> {
    /// The members of each oneof stand together, and there are some.
    pub(super) fn oneof_members(&mut self, message: &Message) {
        let file = self.file;
        if message.oneofs.is_empty() {
            return;
        }
        let mut closed = vec![false; message.oneofs.len()];
        let mut last: Option<u32> = None;
        for (field, id) in message.fields.of(&file.fields).iter().zip(message.fields.iter()) {
            if field.oneof == last {
                continue;
            }
            if let Some(oneof) = field.oneof.filter(|&oneof| closed[(oneof - message.oneofs.start) as usize])
            {
                let text = format!(
                    "the members of oneof `{}` do not stand together",
                    self.word(Element::Oneof(oneof))
                );
                self.report(
                    Diagnostic::error("oneof-not-consecutive", self.name(Element::Field(id)), text)
                        .help(HELP),
                );
            }
            if let Some(oneof) = field.oneof.into_iter().chain(last).next() {
                closed[(oneof - message.oneofs.start) as usize] = true;
            }
            last = field.oneof;
        }
        for oneof in message.oneofs.iter() {
            if !closed[(oneof - message.oneofs.start) as usize] {
                let text = format!("oneof `{}` has no fields", self.word(Element::Oneof(oneof)));
                let fault = Diagnostic::error("empty-oneof", self.name(Element::Oneof(oneof)), text);
                self.report(fault.help("add a field, or remove the oneof"));
            }
        }
    }

    /// Type, type name, label and presence that contradict each other.
    pub(super) fn type_of_descriptor(&mut self, field: &Field, id: u32) {
        let file = self.file;
        if !matches!(file.origin, Origin::Image(_)) {
            return;
        }
        let named = !file.bytes(field.type_name).is_empty();
        let what = match (field.ty, self.links.field_types[id as usize]) {
            (FieldType::Message | FieldType::Group, Some(TypeRef::Enum(_))) => {
                "is declared as a message, but its type is an enum"
            }
            (FieldType::Enum, Some(TypeRef::Message(_))) => {
                "is declared as an enum, but its type is a message"
            }
            (FieldType::Named | FieldType::Message | FieldType::Group | FieldType::Enum, _) if !named => {
                "does not name its type"
            }
            (FieldType::Named | FieldType::Message | FieldType::Group | FieldType::Enum, _) => "",
            (_, _) if named => "has a scalar type and a type name",
            _ => "",
        };
        if !what.is_empty() {
            self.contradiction(id, what);
        }
        if field.oneof.is_some() && field.label != Label::Optional {
            self.contradiction(id, "is a member of a oneof, and has a label other than `optional`");
        }
        if field.proto3_optional && file.level != Level::Proto3 {
            self.contradiction(id, "is marked as proto3 optional outside of proto3");
        }
    }

    fn contradiction(&mut self, id: u32, what: &str) {
        let text = format!("field `{}` {what}", self.file.full_name(Element::Field(id)));
        self.report(Diagnostic::error("bad-descriptor", self.name(Element::Field(id)), text).help(HELP));
    }
}
