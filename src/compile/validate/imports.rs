//! Imports that nothing needs, and option imports of options that must not be lost.

use rustc_hash::FxHashSet;

use super::Checker;
use crate::compile::link::{Ref, TypeRef};
use crate::compile::model::{Element, Import, TokRange};
use crate::compile::symbols::{FileId, Symbol};
use crate::compile::value::{MessageValue, Value};
use crate::diag::Diagnostic;
use crate::syntax::ImportKind;

/// `EnumValueOptions.debug_redact`
const DEBUG_REDACT: i32 = 3;

/// The prefixes under which the type in a `google.protobuf.Any` is looked up.
const TYPE_URL_PREFIXES: [&str; 2] = ["type.googleapis.com/", "type.googleprod.com/"];

impl Checker<'_> {
    /// Imports of which nothing is used.
    pub(super) fn unused_imports(&mut self) {
        let mut used = self.tracked_imports();
        if used.is_empty() {
            return;
        }
        self.mark_used(&mut used);
        let file = self.file;
        for (import, target) in file.imports.iter().zip(&self.links.imports) {
            if used.iter().any(|(id, used)| Some(*id) == *target && !used) {
                let text = format!("nothing from `{}` is used here", file.str(import.path));
                let fault = Diagnostic::warning("unused-import", self.toks(whole(import)), text);
                self.report(fault.help("remove the import"));
            }
        }
    }

    /// The imports that can be unused. One that is public, or imports publicly itself, is there for others.
    fn tracked_imports(&self) -> Vec<(FileId, bool)> {
        let imports = self.file.imports.iter().zip(&self.links.imports);
        let tracked = imports.filter_map(|(import, target)| {
            let tracked = |&target: &FileId| import.kind != ImportKind::Public && self.is_intact(target);
            let target = target.filter(tracked)?;
            let forwards = self.schema.files[target as usize]
                .imports
                .iter()
                .any(|import| import.kind == ImportKind::Public);
            (!forwards).then_some((target, false))
        });
        tracked.collect()
    }

    fn mark_used(&self, used: &mut [(FileId, bool)]) {
        for ty in self.links.field_types.iter().flatten() {
            let (TypeRef::Message(at) | TypeRef::Enum(at)) = ty;
            mark(used, at.file);
        }
        for extendee in self.links.extendees.iter().flatten() {
            mark(used, extendee.file);
        }
        for (input, output) in &self.links.methods {
            for at in [input, output].into_iter().flatten() {
                mark(used, at.file);
            }
        }
        if used.iter().all(|(_, used)| *used) {
            return;
        }
        for options in &self.schema.options[self.id as usize].sets {
            self.mark_value(used, &options.merged);
        }
    }

    /// Options use the files of the extensions they set, of their enums, and of the types packed into an `Any`.
    fn mark_value(&self, used: &mut [(FileId, bool)], message: &MessageValue) {
        for field in &message.fields {
            mark(used, field.field.file);
            if let Some(TypeRef::Enum(at)) =
                self.schema.links[field.field.file as usize].field_types[field.field.index as usize]
            {
                mark(used, at.file);
            }
            for value in &field.values {
                match value {
                    Value::Message(message) => self.mark_value(used, message),
                    Value::Bytes(text) if field.number == 1 => self.mark_type_url(used, text),
                    _ => {}
                }
            }
        }
    }

    fn mark_type_url(&self, used: &mut [(FileId, bool)], text: &[u8]) {
        let Ok(url) = std::str::from_utf8(text) else { return };
        let Some(name) = TYPE_URL_PREFIXES.iter().find_map(|prefix| url.strip_prefix(prefix)) else { return };
        if let Some(Symbol::Element(file, _)) = self.schema.symbols.get(&self.schema.files, name.as_bytes()) {
            mark(used, file);
        }
    }

    /// An option import is dropped from what programs see, and with it what its options hide from debug output.
    pub(super) fn redacted_option_imports(&mut self) {
        let file = self.file;
        for (import, target) in file.imports.iter().zip(&self.links.imports) {
            let Some(target) = target.filter(|_| import.kind == ImportKind::Option) else { continue };
            let mut seen = FxHashSet::default();
            let types = self.schema.files[target as usize]
                .fields
                .iter()
                .zip(&self.schema.links[target as usize].field_types);
            let mut extensions = types.zip(0..).filter(|((field, _), _)| field.is_extension());
            let found = extensions.find(|((_, ty), _)| ty.is_some_and(|ty| self.is_redacted(ty, &mut seen)));
            if let Some((_, index)) = found {
                let option = self.full_name(Ref { file: target, index }, Element::Field);
                let text = format!(
                    "the option `{option}` in `{}` can mark fields as secret, and an option import is not there to say so at run time",
                    file.str(import.path)
                );
                let fault = Diagnostic::error("redacted-option-import", self.toks(whole(import)), text);
                self.report(
                    fault.help("use a plain import, or remove `debug_redact` from the option's values"),
                );
            }
        }
    }

    /// Whether a value of the type can have the option `debug_redact`, directly or in a message.
    fn is_redacted(&self, ty: TypeRef, seen: &mut FxHashSet<Ref>) -> bool {
        let mut pending = vec![ty];
        while let Some(ty) = pending.pop() {
            match ty {
                TypeRef::Enum(at) => {
                    let file = &self.schema.files[at.file as usize];
                    let values = file.enums[at.index as usize].values.of(&file.values);
                    let redacts = |options| {
                        self.schema
                            .option_values(at.file, options)
                            .is_some_and(|options| options.bool(DEBUG_REDACT))
                    };
                    if values.iter().any(|value| redacts(value.options)) {
                        return true;
                    }
                }
                TypeRef::Message(at) if seen.insert(at) => {
                    let types = &self.schema.links[at.file as usize].field_types;
                    pending.extend(self.schema.message(at).fields.of(types).iter().flatten());
                }
                TypeRef::Message(_) => {}
            }
        }
        false
    }
}

fn whole(import: &Import) -> TokRange {
    TokRange { first: import.at.first, last: import.at.last }
}

fn mark(used: &mut [(FileId, bool)], file: FileId) {
    for entry in used {
        entry.1 |= entry.0 == file;
    }
}
