//! Resolves imports, computes which files each file sees, and resolves type names.

use std::sync::Arc;

use rayon::prelude::*;
use rustc_hash::FxHashMap;

use super::resolve::{LookupFilter, LookupScope, Resolver, Unresolved, describe};
use super::suggest::{TypeNames, UnknownType, import_edit};
use crate::diag::Diagnostic;
use crate::schema::{
    Element, File, FileId, Links, NO_TOK, Name, Ref, Symbol, Symbols, TokRange, TypeRef, place,
};
use crate::syntax::ImportKind;

/// The most entries in all lists of visible files. With chains of public imports, they grow with the square of the
/// number of files. In real schemas, a file sees a few others.
const MAX_VISIBLE: usize = 1 << 25;

/// The number of errors in a file that are explained by similar names.
const MAX_EXPLAINED: usize = 1000;

/// Resolves imports and computes visible files. `files` are in build order: an import of a later file is part of a
/// cycle. `aliases` are alternative names of files.
pub fn link_imports(files: &[Arc<File>], aliases: &FxHashMap<String, String>) -> Vec<Links> {
    let by_name: FxHashMap<&str, FileId> =
        files.iter().zip(0..).map(|(file, id)| (&*file.name, id)).collect();
    let mut all: Vec<Links> = Vec::with_capacity(files.len());
    // For each file, the files that its importers see: itself and its public imports.
    let mut through: Vec<Vec<FileId>> = Vec::with_capacity(files.len());
    let mut budget = MAX_VISIBLE;
    for (file, id) in files.iter().zip(0..) {
        let mut links = Links { visible: vec![id], visible_options: vec![id], ..Links::default() };
        let mut public = vec![id];
        for import in &file.imports {
            let name = file.str(import.path);
            let name = aliases.get(name).map_or(name, String::as_str);
            let target = by_name.get(name).copied().filter(|&target| target < id);
            links.imports.push(target);
            let Some(target) = target else {
                links.uncertain = true;
                continue;
            };
            links.uncertain |= files[target as usize].skipped.everything || all[target as usize].uncertain;
            let seen = &through[target as usize];
            let Some(left) = budget.checked_sub(seen.len()) else {
                links.visible_truncated = true;
                continue;
            };
            budget = left;
            // An option import makes options visible, but no types.
            links.visible_options.extend(seen);
            if import.kind != ImportKind::Option {
                links.visible.extend(seen);
            }
            if import.kind == ImportKind::Public {
                public.extend(seen);
            }
        }
        for list in [&mut links.visible, &mut links.visible_options, &mut public] {
            list.sort_unstable();
            list.dedup();
        }
        all.push(links);
        through.push(public);
    }
    all
}

/// Resolves all type names and reports those that cannot be resolved.
pub fn link_types(files: &[Arc<File>], symbols: &Symbols, links: &mut [Links]) -> Vec<Diagnostic> {
    let names = TypeNames::new(files);
    let faults: Vec<Vec<Diagnostic>> = links
        .par_iter_mut()
        .enumerate()
        .map(|(id, links)| {
            let file = &files[id];
            let id = id as FileId;
            let mut linker =
                Linker { files, symbols, names: &names, file, id, links, faults: Vec::new(), searches: 0 };
            linker.run();
            linker.faults
        })
        .collect();
    faults.into_iter().flatten().collect()
}

struct Linker<'a> {
    files: &'a [Arc<File>],
    symbols: &'a Symbols,
    names: &'a TypeNames<'a>,
    file: &'a File,
    id: FileId,
    links: &'a mut Links,
    faults: Vec<Diagnostic>,
    /// The number of names for which similar ones were searched.
    searches: u32,
}

impl Linker<'_> {
    fn run(&mut self) {
        let file = self.file;
        if file.names_truncated {
            let message = "the full names of this file are too long in total, because of long scopes";
            self.fault(
                "names-too-long",
                TokRange::default(),
                message.to_owned(),
                "choose shorter names".to_owned(),
            );
        }
        if self.links.visible_truncated {
            let message = "too many files are visible through public imports";
            let help = "use plain imports where a file is needed";
            self.fault("too-many-imports", TokRange::default(), message.to_owned(), help.to_owned());
        }
        let mut field_types = Vec::with_capacity(file.fields.len());
        let mut extendees = Vec::with_capacity(file.fields.len());
        let mut block = None;
        for field in &file.fields {
            let named = !file.bytes(field.type_name).is_empty();
            let ty = named.then(|| self.field_type(field.parent, field.type_name, field.type_at)).flatten();
            field_types.push(ty);
            let at = field.extendee_at.first;
            // The fields of an `extend` block share the extendee: resolve and report it once.
            let extendee = match block {
                Some((known, extendee)) if known == at && at != NO_TOK => extendee,
                _ if field.is_extension() => self.message(field.parent, field.extendee, field.extendee_at),
                _ => None,
            };
            block = field.is_extension().then_some((at, extendee));
            extendees.push(extendee);
        }
        let methods = file.methods.iter().map(|method| {
            let service = Some(method.parent);
            (
                self.method_type(service, method.input, method.input_at),
                self.method_type(service, method.output, method.output_at),
            )
        });
        let methods = methods.collect();
        self.links.field_types = field_types;
        self.links.extendees = extendees;
        self.links.methods = methods;
    }

    fn field_type(&mut self, parent: Option<u32>, name: Name, at: TokRange) -> Option<TypeRef> {
        match self.resolve(LookupScope::Message(parent), name, at, LookupFilter::Type)? {
            Symbol::Element(file, Element::Message(index)) => Some(TypeRef::Message(Ref { file, index })),
            Symbol::Element(file, Element::Enum(index)) => Some(TypeRef::Enum(Ref { file, index })),
            other => {
                self.wrong_kind(other, name, at, "a type", "use a message, an enum or a scalar type");
                None
            }
        }
    }

    fn message(&mut self, parent: Option<u32>, name: Name, at: TokRange) -> Option<Ref> {
        // Unlike for field types, protoc does not skip symbols of other kinds here: a field or method in an inner scope
        // matches.
        let symbol = self.resolve(LookupScope::Message(parent), name, at, LookupFilter::Any)?;
        self.expect_message(symbol, name, at)
    }

    fn method_type(&mut self, service: Option<u32>, name: Name, at: TokRange) -> Option<Ref> {
        let symbol = self.resolve(LookupScope::Service(service), name, at, LookupFilter::Any)?;
        self.expect_message(symbol, name, at)
    }

    fn expect_message(&mut self, symbol: Symbol, name: Name, at: TokRange) -> Option<Ref> {
        if let Symbol::Element(file, Element::Message(index)) = symbol {
            return Some(Ref { file, index });
        }
        self.wrong_kind(
            symbol,
            name,
            at,
            "a message",
            "use a message; write the full name with a leading dot if an inner scope hides it",
        );
        None
    }

    fn wrong_kind(&mut self, symbol: Symbol, name: Name, at: TokRange, wanted: &str, help: &str) {
        let message = format!("expected {wanted}, found {} `{}`", describe(symbol), self.file.str(name));
        self.fault("wrong-kind", at, message, help.to_owned());
    }

    fn resolve(
        &mut self,
        scope: LookupScope,
        name: Name,
        at: TokRange,
        want: LookupFilter,
    ) -> Option<Symbol> {
        let text = self.file.bytes(name);
        let resolver = Resolver::new(self.files, self.symbols, self.links, self.id);
        match resolver.resolve(scope, text, want) {
            Ok(symbol) => Some(symbol),
            Err(why) => {
                self.unresolved(scope, name, at, want, why);
                None
            }
        }
    }

    fn unresolved(
        &mut self,
        scope: LookupScope,
        name: Name,
        at: TokRange,
        filter: LookupFilter,
        why: Unresolved,
    ) {
        let resolver = Resolver::new(self.files, self.symbols, self.links, self.id);
        if resolver.may_be_missing(self.file.bytes(name), &why) {
            return;
        }
        if let Unresolved::NotImported(other) = why
            && self.has_rejected_import(other)
        {
            return;
        }
        let text = self.file.str(name);
        let is_explained = self.faults.len() < MAX_EXPLAINED;
        let error = |code, message: String| Diagnostic::error(code, place(self.file, at), message);
        let unknown = UnknownType { resolver, names: self.names, scope, filter, at, name: text };
        let fault = match why {
            Unresolved::Unknown => {
                let fault = error("unknown-type", format!("cannot find type `{text}` in this scope"));
                if is_explained {
                    unknown.explain(fault, &mut self.searches)
                } else {
                    fault.help("declare it, or import the file that does")
                }
            }
            Unresolved::NotImported(other) => {
                let path = &self.files[other as usize].name;
                let message = format!("`{text}` is declared in {path}, which this file does not import");
                let help = format!("add `import \"{path}\";`");
                let import = is_explained.then(|| import_edit(self.file, path)).flatten();
                error("missing-import", message).help(help.clone()).fix(help, import)
            }
            Unresolved::Inner(full) => {
                let message = format!(
                    "cannot find type `{full}`, which `{text}` resolves to because the innermost scope wins"
                );
                let fault = error("unknown-type", message);
                if is_explained {
                    unknown.explain_inner(fault, &mut self.searches)
                } else {
                    fault.help("declare it in that scope, or write a full name with a leading dot")
                }
            }
        };
        self.faults.push(fault);
    }

    /// Whether the file imports another one with an import that was rejected: it closes a cycle, or uses a wrong name.
    /// Both were reported.
    fn has_rejected_import(&self, other: FileId) -> bool {
        let name = &*self.files[other as usize].name;
        let mut imports = self.file.imports.iter().zip(&self.links.imports);
        imports.any(|(import, target)| {
            let outer = name.strip_suffix(self.file.str(import.path));
            target.is_none() && outer.is_some_and(|outer| outer.is_empty() || outer.ends_with('/'))
        })
    }

    fn fault(&mut self, code: &'static str, at: TokRange, message: String, help: String) {
        self.faults.push(Diagnostic::error(code, place(self.file, at), message).help(help));
    }
}
