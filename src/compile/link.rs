//! Links: which file an import means, what each file can see, and which type each type name means.

use std::sync::Arc;

use rayon::prelude::*;
use rustc_hash::FxHashMap;

use super::resolve::{LookupScope, Resolver, Unresolved, Want, describe};
use crate::diag::Diagnostic;
use crate::schema::{
    Element, File, FileId, Links, NO_TOK, Name, Ref, Symbol, Symbols, TokRange, TypeRef, place,
};
use crate::syntax::ImportKind;

/// How many entries the lists of visible files have at most, all together. Chains of public imports make them grow
/// with the square of the number of files; in real schemas a file sees a few others.
const MAX_VISIBLE: usize = 1 << 25;

/// Finds the file of each import and what each file sees. `files` are in build order, so that an import that does
/// not come earlier is part of a cycle.
/// `aliases` are other names of files.
pub fn link_imports(files: &[Arc<File>], aliases: &FxHashMap<String, String>) -> Vec<Links> {
    let by_name: FxHashMap<&str, FileId> =
        files.iter().zip(0..).map(|(file, id)| (&*file.name, id)).collect();
    let mut all: Vec<Links> = Vec::with_capacity(files.len());
    // For each file, what its importers see through it: the file and its public imports.
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
            links.uncertain |= files[target as usize].lost.everything || all[target as usize].uncertain;
            let seen = &through[target as usize];
            let Some(left) = budget.checked_sub(seen.len()) else {
                links.crowded = true;
                continue;
            };
            budget = left;
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

/// Resolves every type name; what cannot be resolved is reported.
pub fn link_types(files: &[Arc<File>], symbols: &Symbols, links: &mut [Links]) -> Vec<Diagnostic> {
    let faults: Vec<Vec<Diagnostic>> = links
        .par_iter_mut()
        .enumerate()
        .map(|(id, links)| {
            let file = &files[id];
            let mut linker = Linker { files, symbols, file, id: id as FileId, links, faults: Vec::new() };
            linker.run();
            linker.faults
        })
        .collect();
    faults.into_iter().flatten().collect()
}

struct Linker<'a> {
    files: &'a [Arc<File>],
    symbols: &'a Symbols,
    file: &'a File,
    id: FileId,
    links: &'a mut Links,
    faults: Vec<Diagnostic>,
}

impl Linker<'_> {
    fn run(&mut self) {
        let file = self.file;
        if file.crowded {
            let message =
                "the full names of the file's declarations are too long: they repeat long scopes too often";
            self.fault(
                "names-too-long",
                TokRange::default(),
                message.to_owned(),
                "choose shorter names".to_owned(),
            );
        }
        if self.links.crowded {
            let message = "the file sees too many files: public imports lead to one another without end";
            let help = "import what is needed where it is needed";
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
            // The fields of one block share their extendee: it is looked up, and reported, once.
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
        match self.resolve(LookupScope::Message(parent), name, at, Want::Type)? {
            Symbol::Element(file, Element::Message(index)) => Some(TypeRef::Message(Ref { file, index })),
            Symbol::Element(file, Element::Enum(index)) => Some(TypeRef::Enum(Ref { file, index })),
            other => {
                self.wrong_kind(other, name, at, "a type", "use a message, an enum or a scalar type");
                None
            }
        }
    }

    fn message(&mut self, parent: Option<u32>, name: Name, at: TokRange) -> Option<Ref> {
        // Unlike the type of a field, this is whatever has the name, a nearer field or method too.
        let symbol = self.resolve(LookupScope::Message(parent), name, at, Want::Any)?;
        self.expect_message(symbol, name, at)
    }

    fn method_type(&mut self, service: Option<u32>, name: Name, at: TokRange) -> Option<Ref> {
        let symbol = self.resolve(LookupScope::Service(service), name, at, Want::Any)?;
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
            "only messages can stand here; a leading dot and the full name reach past nearer names",
        );
        None
    }

    fn wrong_kind(&mut self, symbol: Symbol, name: Name, at: TokRange, wanted: &str, help: &str) {
        let message = format!("`{}` is {}, not {wanted}", self.file.str(name), describe(symbol));
        self.fault("wrong-kind", at, message, help.to_owned());
    }

    fn resolve(&mut self, scope: LookupScope, name: Name, at: TokRange, want: Want) -> Option<Symbol> {
        let text = self.file.bytes(name);
        let resolver = Resolver::new(self.files, self.symbols, self.links, self.id);
        match resolver.resolve(scope, text, want) {
            Ok(symbol) => Some(symbol),
            Err(why) => {
                self.unresolved(name, at, why);
                None
            }
        }
    }

    fn unresolved(&mut self, name: Name, at: TokRange, why: Unresolved) {
        if Resolver::new(self.files, self.symbols, self.links, self.id)
            .may_be_lost(self.file.bytes(name), &why)
        {
            return;
        }
        if let Unresolved::NotImported(other) = why
            && self.is_imported_in_vain(other)
        {
            return;
        }
        let text = self.file.str(name).to_owned();
        match why {
            Unresolved::Unknown => {
                let help = "declare it, or import the file that does".to_owned();
                self.fault("unknown-type", at, format!("there is no type `{text}` in scope"), help);
            }
            Unresolved::NotImported(other) => {
                let path = &self.files[other as usize].name;
                let message = format!("`{text}` is declared in {path}, which this file does not import");
                self.fault("missing-import", at, message, format!("add `import \"{path}\";`"));
            }
            Unresolved::Inner(full) => {
                let message = format!(
                    "`{text}` means `{full}` here, because the innermost scope wins, and there is no such type"
                );
                self.fault(
                    "unknown-type",
                    at,
                    message,
                    format!("write `.{text}` to start from the outermost scope"),
                );
            }
        }
    }

    /// Whether an import of a file is there, and is none because it closes a cycle, or because the name of the file begins
    /// further out: both were reported.
    fn is_imported_in_vain(&self, other: FileId) -> bool {
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
