//! Checks for unused imports, and for option imports of options with `debug_redact`.

use rustc_hash::FxHashSet;

use super::checker::Checker;
use crate::diag::Diagnostic;
use crate::schema::{Element, FileId, Import, MessageValue, Ref, Schema, Symbol, TokRange, TypeRef, Value};
use crate::syntax::{self, ImportKind, Kind, OptionNode, Tok, ValueKind};

/// `EnumValueOptions.debug_redact`
const DEBUG_REDACT: i32 = 3;

impl Checker<'_> {
    /// Reports unused imports.
    pub(super) fn unused_imports(&mut self) {
        let mut unused = self.tracked_imports();
        if unused.is_empty() {
            return;
        }
        self.mark_used(&mut unused);
        let file = self.file;
        for (import, target) in file.imports.iter().zip(&self.links.imports) {
            if target.is_some_and(|target| unused.contains(&target)) {
                let text = format!("unused import `{}`", file.str(import.path));
                let fault = Diagnostic::warning("unused-import", self.tokens_place(statement(import)), text);
                self.report(fault.help("remove the import"));
            }
        }
    }

    /// The imports to check. Public imports, and imports of files with public imports, do not count as unused.
    fn tracked_imports(&self) -> FxHashSet<FileId> {
        let imports = self.file.imports.iter().zip(&self.links.imports);
        let tracked = imports.filter_map(|(import, target)| {
            let tracked = |&target: &FileId| import.kind != ImportKind::Public && self.is_intact(target);
            let target = target.filter(tracked)?;
            let forwards = self.schema.files[target as usize]
                .imports
                .iter()
                .any(|import| import.kind == ImportKind::Public);
            (!forwards).then_some(target)
        });
        tracked.collect()
    }

    /// Removes the imports that are used.
    fn mark_used(&self, unused: &mut FxHashSet<FileId>) {
        for ty in self.links.field_types.iter().flatten() {
            let (TypeRef::Message(at) | TypeRef::Enum(at)) = ty;
            mark(unused, at.file);
        }
        for extendee in self.links.extendees.iter().flatten() {
            mark(unused, extendee.file);
        }
        for (input, output) in &self.links.methods {
            for at in [input, output].into_iter().flatten() {
                mark(unused, at.file);
            }
        }
        let sets = &self.schema.options[self.id as usize].sets;
        let Some(tree) = self.file.tree() else {
            for options in sets {
                mark(unused, self.schema.descriptor);
                self.mark_values(unused, &options.merged);
            }
            return;
        };
        for options in sets {
            for record in &options.records {
                if unused.is_empty() {
                    return;
                }
                self.mark_option(unused, tree, tree.option(record.statement), &options.part(record));
            }
        }
    }

    /// Marks the extensions and enums in an option value. A descriptor set does not contain the option names.
    fn mark_values(&self, unused: &mut FxHashSet<FileId>, message: &MessageValue) {
        for field in &message.fields {
            if self.schema.field(field.field).is_extension() {
                mark(unused, field.field.file);
            }
            if let Some(TypeRef::Enum(at)) = self.schema.type_of(field.field) {
                mark(unused, at.file);
            }
            for value in &field.values {
                if let Value::Message(message) = value {
                    self.mark_values(unused, message);
                }
            }
        }
    }

    /// Marks descriptor.proto and the files of the extensions in the name and the value of an option. As in protoc, the
    /// file of an enum counts only if the whole value is one, and the file of a message never does.
    fn mark_option(
        &self,
        unused: &mut FxHashSet<FileId>,
        tree: &syntax::Tree,
        statement: &OptionNode,
        options: &MessageValue,
    ) {
        mark(unused, self.schema.descriptor);
        let mut message = options;
        for (index, part) in statement.name.iter().enumerate() {
            let Some(field) = message.fields.first() else { return };
            if part.extension {
                mark(unused, field.field.file);
            }
            if index + 1 == statement.name.len() {
                if let Some(TypeRef::Enum(at)) = self.schema.type_of(field.field) {
                    mark(unused, at.file);
                }
                field.values.iter().for_each(|value| mark_extensions(self.schema, unused, value));
            }
            let Some(Value::Message(next)) = field.values.first() else { break };
            message = next;
        }
        self.mark_bracketed(unused, tree, statement.value);
    }

    /// Marks the names in brackets in a message literal, such as `[type.googleapis.com/a.B]`.
    fn mark_bracketed(
        &self,
        unused: &mut FxHashSet<FileId>,
        tree: &syntax::Tree,
        value: syntax::OptionValue,
    ) {
        if value.kind != ValueKind::Aggregate {
            return;
        }
        let is = |tok: Tok, symbol: u8| tree.tokens[tok as usize].kind == Kind::Symbol(symbol);
        let mut start = None;
        for tok in value.first..=value.last {
            if is(tok, b'[') || is(tok, b'/') && start.is_some() {
                start = Some(tok + 1);
            } else if is(tok, b']')
                && let Some(first) = start.take()
            {
                let name: Vec<u8> = (first..tok).flat_map(|tok| tree.text(tok)).copied().collect();
                if let Some(Symbol::Element(file, _)) = self.schema.symbols.get(&self.schema.files, &name) {
                    mark(unused, file);
                }
            }
        }
    }

    /// Checks option imports. They are not available at run time, so `debug_redact` in their options would be ignored.
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
                    "option `{option}` in `{}` can set `debug_redact`, \
                     which would be ignored at run time because of the option import",
                    file.str(import.path)
                );
                let fault =
                    Diagnostic::error("redacted-option-import", self.tokens_place(statement(import)), text);
                self.report(
                    fault.help("use a plain import, or remove `debug_redact` from the option's values"),
                );
            }
        }
    }

    /// Whether an enum value with `debug_redact` can occur in a value of the type.
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

fn statement(import: &Import) -> TokRange {
    TokRange { first: import.at.first, last: import.at.last }
}

/// Marks the files of the extensions in a value as used.
fn mark_extensions(schema: &Schema, unused: &mut FxHashSet<FileId>, value: &Value) {
    let Value::Message(message) = value else { return };
    for field in &message.fields {
        if schema.field(field.field).is_extension() {
            mark(unused, field.field.file);
        }
        field.values.iter().for_each(|value| mark_extensions(schema, unused, value));
    }
}

fn mark(unused: &mut FxHashSet<FileId>, file: FileId) {
    // Fast path: usually, all imports are soon known to be used.
    if !unused.is_empty() {
        unused.remove(&file);
    }
}
