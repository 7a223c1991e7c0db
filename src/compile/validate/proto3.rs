//! Rejects what proto3 does not support.

use super::checker::{Checker, name_place};
use crate::diag::Diagnostic;
use crate::schema::{Element, Field, FieldType, Label, Message, Ref, TypeRef};
use crate::syntax::{Kind, Level, Tok};
use crate::text::Span;

/// The messages that proto3 files can extend.
const OPTION_MESSAGES: [&str; 9] = [
    "google.protobuf.FileOptions",
    "google.protobuf.MessageOptions",
    "google.protobuf.FieldOptions",
    "google.protobuf.EnumOptions",
    "google.protobuf.EnumValueOptions",
    "google.protobuf.ServiceOptions",
    "google.protobuf.MethodOptions",
    "google.protobuf.OneofOptions",
    "google.protobuf.ExtensionRangeOptions",
];

impl Checker<'_> {
    /// Rejects extension ranges and message sets.
    pub(super) fn message_in_proto3(&mut self, message: &Message, id: u32, message_set: bool) {
        if self.file.level != Level::Proto3 {
            return;
        }
        if let Some(range) = message.extension_ranges.of(&self.file.extension_ranges).first() {
            let fault = Diagnostic::error(
                "not-in-proto3",
                self.tokens_place(range.at),
                "proto3 has no extension ranges",
            );
            self.report(fault.help("use google.protobuf.Any, or edition 2023"));
        }
        if message_set {
            let fault = Diagnostic::error(
                "not-in-proto3",
                self.name(Element::Message(id)),
                "proto3 has no message sets",
            );
            self.report(fault.help("remove `message_set_wire_format`"));
        }
    }

    /// Rejects defaults, required fields, groups, closed enums, and extensions other than options.
    pub(super) fn field_in_proto3(&mut self, field: &Field, id: u32) {
        if self.file.level != Level::Proto3 {
            return;
        }
        if let Some(extendee) = self.links.extendees[id as usize]
            && !OPTION_MESSAGES.contains(&&*self.full_name(extendee, Element::Message))
        {
            let fault = Diagnostic::error(
                "not-in-proto3",
                self.tokens_place(field.extendee_at),
                "in proto3, extensions can only define options",
            );
            self.report(fault.help("use google.protobuf.Any, or edition 2023"));
        }
        if field.label == Label::Required && field.oneof.is_none() {
            let fault = Diagnostic::error(
                "not-in-proto3",
                self.tokens_place(field.type_at),
                "proto3 has no required fields",
            );
            let label = self.file.tree().map(|tree| (tree.with_blanks(field.at.first), String::new()));
            self.report(fault.help("remove the label").fix("remove the label", label));
        }
        if field.default.is_some() {
            let fault = Diagnostic::error(
                "not-in-proto3",
                self.default_place(field),
                "proto3 has no explicit default values",
            );
            let edit = self.default_edit(field);
            self.report(fault.help("remove the default").fix("remove the default", edit));
        }
        if field.ty == FieldType::Group {
            let fault =
                Diagnostic::error("not-in-proto3", self.tokens_place(field.type_at), "proto3 has no groups");
            self.report(fault.help("declare a message and use it as the type"));
        }
        if let Some(TypeRef::Enum(at)) = self.links.field_types[id as usize]
            && self.schema.is_closed(at)
        {
            self.closed_enum(field, at);
        }
    }

    /// The edit that removes the default of a field.
    fn default_edit(&self, field: &Field) -> Option<(Span, String)> {
        let tree = self.file.tree()?;
        let option = self.pseudo_option(field, "default")?;
        let is = |tok: Tok, symbol| tree.tokens[tok as usize].kind == Kind::Symbol(symbol);
        let (before, after) = (option.first - 1, option.last + 1);
        let span = match (is(before, b'['), is(after, b',')) {
            (true, false) => Span::new(tree.span(before - 1).end, tree.span(after).end),
            (true, true) => Span::new(tree.span(option.first).start, tree.span(after + 1).start),
            _ => Span::new(tree.span(before - 1).end, tree.span(option.last).end),
        };
        Some((span, String::new()))
    }

    fn closed_enum(&mut self, field: &Field, at: Ref) {
        let name = self.full_name(at, Element::Enum);
        let text = format!("enum `{name}` is closed, but proto3 fields must have open enums");
        let label = name_place(&self.schema.files[at.file as usize], Element::Enum(at.index));
        let fault = Diagnostic::error("not-in-proto3", self.tokens_place(field.type_at), text)
            .label(label, "the enum");
        self.report(fault.help("declare the enum in a proto3 or edition file, where enums are open"));
    }
}
