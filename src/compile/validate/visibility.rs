//! Checks visibility: `export` and `local`.

use super::checker::{Checker, name_place};
use crate::diag::Diagnostic;
use crate::schema::{
    DefaultSymbolVisibility, Element, Enum, FileId, MAX_FIELD_NUMBER, Ref, TokRange, TypeRef,
};
use crate::syntax::{Level, Visibility};

impl Checker<'_> {
    /// Reports uses of local types of other files.
    pub(super) fn local_types(&mut self) {
        let file = self.file;
        for (field, id) in file.fields.iter().zip(0..) {
            match self.links.field_types[id] {
                Some(TypeRef::Message(at)) => self.use_of(at, Element::Message, field.type_at),
                Some(TypeRef::Enum(at)) => self.use_of(at, Element::Enum, field.type_at),
                None => {}
            }
            if let Some(extendee) = self.links.extendees[id] {
                self.use_of(extendee, Element::Message, field.extendee_at);
            }
        }
        for (method, (input, output)) in file.methods.iter().zip(&self.links.methods) {
            for (at, tokens) in [(input, method.input_at), (output, method.output_at)] {
                if let Some(at) = at {
                    self.use_of(*at, Element::Message, tokens);
                }
            }
        }
    }

    fn use_of(&mut self, at: Ref, element: fn(u32) -> Element, tokens: TokRange) {
        if at.file == self.id {
            return;
        }
        let target = &self.schema.files[at.file as usize];
        // Before edition 2024, which introduced `export` and `local`, everything is exported.
        if target.level < Level::Edition2024 || !self.is_local(at, element) {
            return;
        }
        let name = self.full_name(at, element);
        let why = match self.written_visibility(at, element) {
            Some(_) => "is marked `local`".to_owned(),
            None => format!("is local by default in {}", target.name),
        };
        let text = format!("`{name}` {why} and cannot be used in other files");
        let fault = Diagnostic::error("not-visible", self.tokens_place(tokens), text);
        let label = name_place(target, element(at.index));
        self.report(fault.label(label, "declared here").help("mark it `export`, or use another type"));
    }

    fn written_visibility(&self, at: Ref, element: fn(u32) -> Element) -> Option<Visibility> {
        let file = &self.schema.files[at.file as usize];
        match element(at.index) {
            Element::Enum(id) => file.enums[id as usize].visibility,
            _ => file.messages[at.index as usize].visibility,
        }
    }

    fn is_local(&self, at: Ref, element: fn(u32) -> Element) -> bool {
        let file = &self.schema.files[at.file as usize];
        let nested = match element(at.index) {
            Element::Enum(id) => file.enums[id as usize].parent.is_some(),
            _ => file.messages[at.index as usize].parent.is_some(),
        };
        match self.written_visibility(at, element) {
            Some(visibility) => visibility == Visibility::Local,
            None => self.is_local_by_default(at.file, nested),
        }
    }

    fn is_local_by_default(&self, file: FileId, nested: bool) -> bool {
        match self.schema.features[file as usize].file.default_symbol_visibility {
            DefaultSymbolVisibility::ExportTopLevel => nested,
            DefaultSymbolVisibility::LocalAll | DefaultSymbolVisibility::Strict => true,
            _ => false,
        }
    }

    /// Checks that files with strict visibility export only top-level types, and enums in a message that is only a
    /// scope for them.
    pub(super) fn nested_exports(&mut self) {
        let file = self.file;
        if self.features.file.default_symbol_visibility != DefaultSymbolVisibility::Strict {
            return;
        }
        for (message, id) in file.messages.iter().zip(0..) {
            if message.parent.is_some() && message.visibility == Some(Visibility::Export) {
                self.nested_export(
                    Element::Message(id),
                    "move it to the top level, preferably in a separate file",
                );
            }
        }
        for (enumeration, id) in file.enums.iter().zip(0..) {
            if enumeration.visibility == Some(Visibility::Export) && !self.may_export(enumeration) {
                let help = "move it to the top level, \
                            or into a `local message` with `reserved 1 to max;` and no fields";
                self.nested_export(Element::Enum(id), help);
            }
        }
    }

    fn may_export(&self, enumeration: &Enum) -> bool {
        let file = self.file;
        let Some(parent) = enumeration.parent else { return true };
        let holder = &file.messages[parent as usize];
        let reserves_all = matches!(
            holder.reserved_ranges.of(&file.reserved_ranges),
            [range] if range.start == 1 && range.end == MAX_FIELD_NUMBER + 1
        );
        let local = self.is_local(Ref { file: self.id, index: parent }, Element::Message);
        holder.parent.is_none() && local && holder.fields.is_empty() && reserves_all
    }

    fn nested_export(&mut self, element: Element, help: &str) {
        let text = format!(
            "nested type `{}` cannot be exported with strict visibility",
            self.file.full_name(element)
        );
        self.report(Diagnostic::error("nested-export", self.name(element), text).help(help));
    }
}
