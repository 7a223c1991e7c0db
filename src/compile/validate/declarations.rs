//! Checks extension declarations: an extension range can declare the extensions it allows.

use rustc_hash::{FxHashMap, FxHashSet};

use super::checker::Checker;
use super::declared::{DECLARATION, Declaration};
use crate::diag::{Diagnostic, Place};
use crate::schema::{
    Element, ExtensionRange, Field, FieldType, FileId, Label, MAX_FIELD_NUMBER, Message, MessageValue,
    TokRange, TypeRef, place,
};

/// `ExtensionRangeOptions.verification`
const VERIFICATION: i32 = 3;

/// The values of `verification`.
const DECLARED: i32 = 0;
const UNVERIFIED: i32 = 1;

/// `MessageOptions.message_set_wire_format`
const MESSAGE_SET: i32 = 1;

impl<'a> Checker<'a> {
    /// Checks the bounds and the declarations of extension ranges.
    pub(super) fn extension_ranges(&mut self, message: &Message) {
        let file = self.file;
        let message_set = self.flag(message.options, MESSAGE_SET);
        let max = if message_set { i32::MAX } else { MAX_FIELD_NUMBER + 1 };
        let mut names = FxHashMap::default();
        for range in message.extension_ranges.of(&file.extension_ranges) {
            if range.end > max {
                let text =
                    format!("the extension range exceeds {MAX_FIELD_NUMBER}, the largest field number");
                let fault = Diagnostic::error("bad-range", self.tokens_place(range.at), text);
                self.report(fault.help("end it with `max`"));
            }
            let Some(options) = self.options(range.options) else { continue };
            if options.get(DECLARATION).is_empty() {
                continue;
            }
            if options.enumeration(VERIFICATION) == Some(UNVERIFIED) {
                let text = "the range has declarations, but is `UNVERIFIED`";
                let fault = Diagnostic::error("bad-declaration", self.tokens_place(range.at), text);
                self.report(fault.help("remove `verification`, or the declarations"));
                return;
            }
            self.declarations_of(range, options, &mut names);
        }
    }

    fn declarations_of<'v>(
        &mut self,
        range: &ExtensionRange,
        options: &'v MessageValue,
        names: &mut FxHashMap<&'v str, TokRange>,
    ) {
        let mut numbers = FxHashSet::default();
        for declaration in Declaration::all(options) {
            let number = declaration.number;
            if !(range.start..range.end).contains(&number) {
                let text = format!("the declared number {number} is not in this extension range");
                self.bad_declaration(range, text, "move it to the range that contains it");
            }
            if !numbers.insert(number) {
                let text = format!("the number {number} is declared more than once");
                self.declared_twice(range, text);
            }
            let (Some(full_name), Some(ty)) = (declaration.full_name, declaration.ty) else {
                if declaration.full_name.is_some() != declaration.ty.is_some() || !declaration.reserved {
                    let text = format!("the declaration of {number} has no `full_name` or no `type`");
                    self.bad_declaration(range, text, "set both, or only `reserved: true`");
                }
                continue;
            };
            if names.insert(full_name, range.at).is_some() {
                self.declared_twice(range, format!("`{full_name}` is declared more than once"));
                return;
            }
            self.declared_symbol(range, full_name);
            if !is_scalar(ty) {
                self.declared_symbol(range, ty);
            }
        }
    }

    fn declared_symbol(&mut self, range: &ExtensionRange, name: &str) {
        let Some(relative) = name.strip_prefix('.') else {
            let text = format!("the declared name `{name}` does not start with a dot");
            return self.bad_declaration(range, text, "write the full name: `.package.Name`");
        };
        let good = |part: &str| {
            !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_')
        };
        if !relative.split('.').all(good) {
            let text = format!("the declared name `{name}` is not a valid name");
            self.bad_declaration(range, text, "a full name consists of identifiers separated by dots");
        }
    }

    fn declared_twice(&mut self, range: &ExtensionRange, text: String) {
        let fault = Diagnostic::error("declared-twice", self.tokens_place(range.at), text);
        self.report(fault.help("keep one of them"));
    }

    fn bad_declaration(&mut self, range: &ExtensionRange, text: String, help: &str) {
        let fault = Diagnostic::error("bad-declaration", self.tokens_place(range.at), text);
        self.report(fault.help(help));
    }

    /// Checks an extension against the declaration in its range.
    pub(super) fn check_declared_extension(&mut self, field: &Field, id: u32) {
        let Some(extendee) = self.links.extendees[id as usize] else { return };
        // Like protoc, do not check extensions of the option messages.
        if extendee.file == self.schema.descriptor {
            return;
        }
        let Some(range) = self.extension_range(extendee, field.number) else { return };
        let Some(options) = self.schema.option_values(extendee.file, range.options) else { return };
        let declared = self.declaration(extendee.file, range, options, field.number);
        let at = range.at;
        let label = place(&self.schema.files[extendee.file as usize], at);
        match declared {
            Some(declaration) => self.check_declaration(field, id, &declaration, &label),
            None if !options.get(DECLARATION).is_empty()
                || options.enumeration(VERIFICATION) == Some(DECLARED) =>
            {
                let text = format!(
                    "extension `{}` with number {} is not declared in its extension range",
                    self.file.full_name(Element::Field(id)),
                    field.number
                );
                // A range that requires declarations but has none is at fault, not the extension.
                let is_bare = options.get(DECLARATION).is_empty();
                let code = if is_bare { "not-as-declared" } else { "undeclared-extension" };
                let fault = Diagnostic::error(code, self.tokens_place(field.extendee_at), text);
                self.report(fault.label(label, "the extension range").help("add a declaration to the range"));
            }
            None => {}
        }
    }

    /// The declaration of a number in a range, the first one if there are several. Indexed, because a range can have
    /// very many.
    fn declaration(
        &mut self,
        file: FileId,
        range: &ExtensionRange,
        options: &'a MessageValue,
        number: i32,
    ) -> Option<Declaration<'a>> {
        let by_number = self.declared.entry((file, range.options?)).or_insert_with(|| {
            let mut by_number = FxHashMap::default();
            for declaration in Declaration::all(options) {
                by_number.entry(declaration.number).or_insert(declaration);
            }
            by_number
        });
        by_number.get(&number).copied()
    }

    fn check_declaration(&mut self, field: &Field, id: u32, declaration: &Declaration<'_>, label: &Place) {
        let number = field.number;
        if declaration.reserved {
            let text = format!("the number {number} is declared as reserved");
            return self.not_as_declared(field, label, text, "choose another number");
        }
        let ty = self.declared_type(id);
        if let Some(wanted) = declaration.ty.filter(|wanted| *wanted != ty) {
            let text =
                format!("extension number {number} is declared with type `{wanted}`, but has type `{ty}`");
            self.not_as_declared(field, label, text, "use the declared type, or another number");
        }
        let full_name = format!(".{}", self.file.full_name(Element::Field(id)));
        if let Some(wanted) = declaration.full_name.filter(|wanted| *wanted != full_name) {
            let text =
                format!("extension number {number} is declared as `{wanted}`, but is named `{full_name}`");
            self.not_as_declared(field, label, text, "use the declared name, or another number");
        }
        if declaration.repeated != (field.label == Label::Repeated) {
            let wanted = if declaration.repeated { "repeated" } else { "singular" };
            let text = format!("extension number {number} is declared as {wanted}, but is not");
            self.not_as_declared(field, label, text, "use the declared label, or another number");
        }
    }

    fn not_as_declared(&mut self, field: &Field, label: &Place, text: String, help: &str) {
        let fault = Diagnostic::error("not-as-declared", self.tokens_place(field.extendee_at), text);
        self.report(fault.label(label.clone(), "the extension range").help(help));
    }

    /// The type of a field, as in declarations.
    fn declared_type(&self, id: u32) -> String {
        match self.links.field_types[id as usize] {
            Some(TypeRef::Message(at)) => format!(".{}", self.full_name(at, Element::Message)),
            Some(TypeRef::Enum(at)) => format!(".{}", self.full_name(at, Element::Enum)),
            None => self.file.fields[id as usize].ty.keyword().to_owned(),
        }
    }
}

fn is_scalar(ty: &str) -> bool {
    ty == "enum" || FieldType::KEYWORDS.iter().any(|(word, _)| *word == ty)
}
