//! Checks default values.

use super::checker::{Checker, listed, name_place};
use crate::diag::{Diagnostic, Place};
use crate::schema::{Element, Field, Label, Name, Ref, TokRange, TypeRef};
use crate::syntax::{self, is_identifier};
use crate::text::misspelt;

impl Checker<'_> {
    /// Checks that a default value fits the type of its field.
    pub(super) fn default_value(&mut self, field: &Field, id: u32) {
        let Some(default) = field.default else { return };
        if field.label == Label::Repeated {
            let fault = Diagnostic::error(
                "bad-default",
                self.default_place(field),
                "a repeated field cannot have a default",
            );
            self.report(fault.help("remove the default"));
        }
        match self.links.field_types[id as usize] {
            Some(TypeRef::Message(_)) => {
                let fault = Diagnostic::error(
                    "bad-default",
                    self.default_place(field),
                    "a message field cannot have a default",
                );
                self.report(fault.help("remove the default"));
            }
            Some(TypeRef::Enum(at)) if self.is_intact(at.file) => {
                self.enum_default(field, id, at, default);
            }
            _ => {}
        }
    }

    fn enum_default(&mut self, field: &Field, id: u32, at: Ref, default: Name) {
        let file = &self.schema.files[at.file as usize];
        let enumeration = &file.enums[at.index as usize];
        let name = self.file.bytes(default);
        let text = if !is_identifier(name) {
            format!(
                "the default of enum field `{}` must be the name of a value",
                self.short_name(Element::Field(id))
            )
        } else if self.schema.value_named(at, name).is_none() {
            format!("enum `{}` has no value `{}`", file.str(enumeration.name), self.file.str(default))
        } else {
            return;
        };
        let fault = Diagnostic::error("bad-default", self.default_place(field), text)
            .label(name_place(file, Element::Enum(at.index)), "the enum");
        let names = enumeration.values.of(&file.values).iter().map(|value| file.str(value.name));
        if let Some(meant) = misspelt(self.file.str(default), names) {
            let edit = fault.place.text.as_ref().map(|(_, span)| (*span, meant.to_owned()));
            let fault = fault.help(format!("did you mean `{meant}`?"));
            return self.report(fault.fix(format!("write `{meant}`"), edit));
        }
        let values =
            enumeration.values.of(&file.values).iter().take(3).map(|value| file.str(value.name).to_owned());
        self.report(
            fault.help(format!("use one of its values, such as {}", listed(&values.collect::<Vec<_>>()))),
        );
    }

    /// The place of the value of `default`.
    pub(super) fn default_place(&self, field: &Field) -> Place {
        let at = self
            .pseudo_option(field, "default")
            .map(|option| TokRange { first: option.value.first, last: option.value.last });
        self.tokens_place(at.unwrap_or_default())
    }

    /// The setting of `default` or `json_name` in the brackets of a field.
    pub(super) fn pseudo_option(&self, field: &Field, name: &str) -> Option<&syntax::OptionNode> {
        let tree = self.file.tree()?;
        let start = tree.options.partition_point(|option| option.first < field.at.first);
        let options = tree.options[start..].iter().take_while(|option| option.first <= field.at.last);
        options.into_iter().find(|option| {
            let part = option.name[0];
            !part.extension && tree.text(part.path.first) == name.as_bytes()
        })
    }
}
