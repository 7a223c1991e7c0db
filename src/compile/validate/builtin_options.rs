//! Checks built-in options against the declarations they are set on.

use super::checker::Checker;
use crate::diag::Diagnostic;
use crate::schema::{Element, Field, FieldType, FileId, Label, Message, TokRange};
use crate::syntax::Level;

/// Numbers in `FileOptions`.
mod file {
    pub const OPTIMIZE_FOR: i32 = 9;
    pub const GENERIC_SERVICES: [i32; 3] = [16, 17, 18];
    pub const LITE_RUNTIME: i32 = 3;
}

/// Numbers in `MessageOptions`.
mod message {
    pub const MESSAGE_SET: i32 = 1;
    pub const MAP_ENTRY: i32 = 7;
}

/// Numbers in `FieldOptions`.
mod field {
    pub const CTYPE: i32 = 1;
    pub const PACKED: i32 = 2;
    pub const LAZY: i32 = 5;
    pub const JSTYPE: i32 = 6;
    pub const UNVERIFIED_LAZY: i32 = 15;
}

impl Checker<'_> {
    /// Checks that a file for the full runtime does not import one for the lite runtime.
    pub(super) fn file_options(&mut self) {
        if self.is_lite(self.id) {
            return;
        }
        let file = self.file;
        let lite = file
            .imports
            .iter()
            .zip(&self.links.imports)
            .find(|(_, target)| target.is_some_and(|target| self.is_lite(target)));
        if let Some((import, _)) = lite {
            let text = format!("{} is for the lite runtime, but this file is not", file.str(import.path));
            let at = TokRange { first: import.at.first, last: import.at.last };
            let fault = Diagnostic::error("lite-import", self.tokens_place(at), text);
            self.report(fault.help("set `option optimize_for = LITE_RUNTIME;` in both files or in neither"));
        }
    }

    fn is_lite(&self, id: FileId) -> bool {
        let options = self.schema.option_values(id, self.schema.files[id as usize].options);
        options.and_then(|options| options.enumeration(file::OPTIMIZE_FOR)) == Some(file::LITE_RUNTIME)
    }

    /// Checks options of messages.
    pub(super) fn message_options(&mut self, message: &Message, id: u32) {
        let message_set = self.flag(message.options, message::MESSAGE_SET);
        self.message_in_proto3(message, id, message_set);
        let Some(option) = self.option_statement(message.options, message::MAP_ENTRY) else { return };
        let name = option.name[0].path;
        let at =
            TokRange { first: name.first, last: option.name.last().unwrap_or(&option.name[0]).path.last };
        let fault = Diagnostic::error(
            "map-entry-option",
            self.tokens_place(at),
            "`map_entry` can only be set by compilers",
        );
        self.report(fault.help("remove it, and declare the field as `map<K, V>`"));
    }

    /// Checks options of fields and extensions.
    pub(super) fn field_options(&mut self, field: &Field, id: u32) {
        if field.json_name.is_some() {
            self.written_json_name(field);
        }
        self.message_set_member(field, id);
        if let Some(extendee) = self.links.extendees[id as usize]
            && self.is_lite(self.id)
            && !self.is_lite(extendee.file)
        {
            let text = "a file for the lite runtime extends a message of the full runtime";
            let fault = Diagnostic::error("lite-extension", self.tokens_place(field.extendee_at), text);
            self.report(fault.help("move the extension to a file without `optimize_for = LITE_RUNTIME`"));
        }
        let Some(options) = self.options(field.options) else { return };
        let ty = self.resolved_type(id);
        if options.bool(field::PACKED) && !(field.label == Label::Repeated && ty.is_packable()) {
            self.misfit(
                field,
                "`packed` only applies to repeated numbers, bools and enums",
                "remove the option",
            );
        }
        let lazy = options.bool(field::LAZY) || options.bool(field::UNVERIFIED_LAZY);
        if lazy && ty != FieldType::Message {
            self.misfit(field, "`lazy` only applies to message fields", "remove the option");
        }
        if options.bool(field::UNVERIFIED_LAZY) && field.is_extension() {
            let text = "`unverified_lazy` does not apply to extensions";
            let fault = Diagnostic::error("lazy-extension", self.tokens_place(field.type_at), text);
            self.report(fault.help("remove the option"));
        }
        if options.enumeration(field::JSTYPE).is_some_and(|jstype| jstype != 0) && !is_wide_integer(ty) {
            self.misfit(field, "`jstype` only applies to 64-bit integers", "remove the option");
        }
        if !options.get(field::CTYPE).is_empty() && self.file.level >= Level::Edition2024 {
            let help = "use features.(pb.cpp).string_type";
            self.misfit(field, "edition 2024 has no `ctype`", help);
        }
    }

    fn misfit(&mut self, field: &Field, text: &str, help: &str) {
        let fault = Diagnostic::error("option-misfit", self.tokens_place(field.type_at), text);
        self.report(fault.help(help));
    }

    /// Checks that a message set has only extensions, which must be messages.
    fn message_set_member(&mut self, field: &Field, id: u32) {
        let (owner_file, owner) = match (self.links.extendees[id as usize], field.parent) {
            (Some(extendee), _) => (extendee.file, self.schema.message(extendee)),
            (None, Some(parent)) if !field.is_extension() => (self.id, &self.file.messages[parent as usize]),
            _ => return,
        };
        let options = self.schema.option_values(owner_file, owner.options);
        if !options.is_some_and(|options| options.bool(message::MESSAGE_SET)) {
            return;
        }
        if !field.is_extension() {
            let fault = Diagnostic::error(
                "message-set",
                self.name(Element::Field(id)),
                "a message set cannot have fields, only extensions",
            );
            self.report(fault.help("declare an extension range, and extend the message"));
        } else if field.label != Label::Optional || self.resolved_type(id) != FieldType::Message {
            let text = "an extension of a message set must be an optional message";
            self.report(
                Diagnostic::error("message-set", self.tokens_place(field.type_at), text)
                    .help("wrap the value in a message"),
            );
        }
    }

    /// Rejects services in a file for the lite runtime that requests generic services.
    pub(super) fn lite_service(&mut self, id: u32) {
        let [cc, java, _] = file::GENERIC_SERVICES;
        if self.is_lite(self.id) && (self.flag(self.file.options, cc) || self.flag(self.file.options, java)) {
            let text = "the lite runtime does not support generic services";
            let fault = Diagnostic::error("lite-service", self.name(Element::Service(id)), text);
            self.report(fault.help("remove `cc_generic_services` and `java_generic_services`"));
        }
    }

    /// Warns of generic services, which are deprecated.
    pub(super) fn generic_services(&mut self) {
        let options = self.file.options;
        let Some(number) = file::GENERIC_SERVICES.into_iter().find(|&number| self.flag(options, number))
        else {
            return;
        };
        let statement = self.option_statement(options, number);
        let at = statement.map(|option| TokRange { first: option.first, last: option.last });
        let fault = Diagnostic::warning(
            "generic-services",
            self.tokens_place(at.unwrap_or_default()),
            "generic services are deprecated",
        );
        self.report(fault.help("use a plugin for your RPC system, and remove the option"));
    }
}

fn is_wide_integer(ty: FieldType) -> bool {
    matches!(
        ty,
        FieldType::Int64 | FieldType::Uint64 | FieldType::Sint64 | FieldType::Fixed64 | FieldType::Sfixed64
    )
}
