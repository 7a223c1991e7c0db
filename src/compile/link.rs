//! Names to elements: which file an import means, what a file can see, and which type a type name means.

use std::sync::Arc;

use rayon::prelude::*;
use rustc_hash::FxHashMap;
use smallvec::SmallVec;

use super::model::{Element, File, NO_TOK, Name, TokRange};
use super::symbols::{FileId, NameHash, Symbol, Symbols};
use crate::diag::{Diagnostic, Place};
use crate::syntax::ImportKind;

/// An element of a kind known from the context: a file and an index in it.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Debug)]
pub struct Ref {
    /// The file.
    pub file: FileId,
    /// The index in the file's list.
    pub index: u32,
}

/// What the type name of a field means.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum TypeRef {
    /// A message.
    Message(Ref),
    /// An enum.
    Enum(Ref),
}

/// What the names in one file mean. Lists run parallel to those of the [`File`].
#[derive(Debug, Default)]
pub struct Links {
    /// The file of each import; `None` where it could not be read, or closes a cycle.
    pub imports: Vec<Option<FileId>>,
    /// The files whose types are visible: itself, its imports, and what those import publicly. Sorted.
    pub visible: Vec<FileId>,
    /// The files whose extensions are visible as options: as above, and option imports. Sorted.
    pub visible_options: Vec<FileId>,
    /// Whether a file that is imported, directly or not, is missing or nothing is known of it: then a name that is not
    /// found may well be there.
    pub uncertain: bool,
    /// Whether [`Self::visible`] lacks files, because the lists of all files would not fit in memory.
    pub crowded: bool,
    /// The type of each field that names one.
    pub field_types: Vec<Option<TypeRef>>,
    /// The message that each extension extends.
    pub extendees: Vec<Option<Ref>>,
    /// Request and response of each method.
    pub methods: Vec<(Option<Ref>, Option<Ref>)>,
}

/// How many entries the lists of visible files have at most, all together. Chains of public imports make them grow
/// with the square of the number of files; in real schemas a file sees a few others.
const MAX_VISIBLE: usize = 1 << 25;

/// Finds the file of each import and what each file sees. `files` are in build order, so that an import that does
/// not come earlier is part of a cycle.
/// `aliases` are other names of files.
pub(super) fn link_imports(files: &[Arc<File>], aliases: &FxHashMap<String, String>) -> Vec<Links> {
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

/// The place of a run of tokens, or the file where there are none.
pub fn place(file: &File, at: TokRange) -> Place {
    match file.tree() {
        Some(tree) if at.first != NO_TOK => Place::span(&tree.source, tree.span_to(at.first, at.last)),
        _ => Place::file(file.path.clone()),
    }
}

/// What a symbol is, with its article.
pub fn describe(symbol: Symbol) -> &'static str {
    let Symbol::Element(_, element) = symbol else { return "a package" };
    match element {
        Element::File => "a file",
        Element::Message(_) => "a message",
        Element::Field(_) => "a field",
        Element::Oneof(_) => "a oneof",
        Element::Enum(_) => "an enum",
        Element::Value(_) => "an enum value",
        Element::Service(_) => "a service",
        Element::Method(_) => "a method",
        Element::ExtensionRange(_) => "an extension range",
    }
}

/// Where a name is looked up first. protoc starts in the scope of the element that uses the name.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum LookupScope {
    /// Inside a message, or in the package.
    Message(Option<u32>),
    /// Inside a service.
    Service(Option<u32>),
}

/// What a name is looked up for.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Want {
    /// A type: what is none is passed over.
    Type,
    /// Anything.
    Any,
}

/// Why a name means nothing.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Unresolved {
    /// There is no such name.
    Unknown,
    /// There is, in a file that is not visible.
    NotImported(FileId),
    /// Its first part was found in an inner scope, which does not have the rest: the full name that was tried.
    Inner(String),
}

/// Looks up names as seen from one file.
#[derive(Clone, Copy)]
pub struct Resolver<'a> {
    /// All files.
    pub files: &'a [Arc<File>],
    /// All names.
    pub symbols: &'a Symbols,
    /// The file that looks.
    pub file: FileId,
    /// The files it sees, sorted.
    pub visible: &'a [FileId],
    /// The files whose fields it sees, sorted: option imports show nothing but extensions.
    pub visible_fields: &'a [FileId],
    /// Whether files that it imports are missing.
    pub uncertain: bool,
}

impl<'a> Resolver<'a> {
    /// The view that `file` has.
    pub fn new(files: &'a [Arc<File>], symbols: &'a Symbols, links: &'a Links, file: FileId) -> Self {
        let Links { visible, visible_options: visible_fields, uncertain, .. } = links;
        Self { files, symbols, file, visible, visible_fields, uncertain: *uncertain }
    }

    /// Finds what `name` means in `scope`: the first part decides the scope, innermost first, as in C++.
    pub fn resolve(&self, scope: LookupScope, name: &[u8], want: Want) -> Result<Symbol, Unresolved> {
        self.resolve_in(self.innermost(scope), name, want)
    }

    /// The same in a scope given by its full name.
    pub fn resolve_in(&self, innermost: &[u8], name: &[u8], want: Want) -> Result<Symbol, Unresolved> {
        if let Some(full) = name.strip_prefix(b".") {
            return self.find_full(full);
        }
        let dot = memchr::memchr(b'.', name);
        let first = &name[..dot.unwrap_or(name.len())];
        let mut hidden = None;
        for (scope, hash) in scopes(innermost) {
            let Some(symbol) = self.find_visible(hash.member(first), scope, first, &mut hidden) else {
                continue;
            };
            if dot.is_none() {
                if want == Want::Any || symbol.is_type() {
                    return Ok(symbol);
                }
            } else if symbol.is_scope() {
                return self.find_visible(hash.member(name), scope, name, &mut hidden).ok_or_else(|| {
                    match hidden {
                        Some(file) => Unresolved::NotImported(file),
                        None => Unresolved::Inner(format!(
                            "{}.{}",
                            String::from_utf8_lossy(scope),
                            String::from_utf8_lossy(name)
                        )),
                    }
                });
            }
        }
        self.find_visible(NameHash::EMPTY.then(name), b"", name, &mut hidden).ok_or(match hidden {
            Some(file) => Unresolved::NotImported(file),
            None => Unresolved::Unknown,
        })
    }

    /// Whether a name may mean something that is missing because of a fault that is reported elsewhere.
    pub fn may_be_lost(&self, name: &[u8], why: &Unresolved) -> bool {
        let is_hidden = matches!(why, Unresolved::NotImported(_));
        self.files[self.file as usize].lost.everything
            || self.uncertain && *why == Unresolved::Unknown
            || self
                .visible_fields
                .iter()
                .map(|&file| &self.files[file as usize].lost)
                .any(|lost| if is_hidden { lost.everything } else { lost.may_declare(name) })
    }

    /// Finds a full name without leading dot.
    pub fn find_full(&self, full: &[u8]) -> Result<Symbol, Unresolved> {
        let mut hidden = None;
        let found = self.find_visible(NameHash::EMPTY.then(full), b"", full, &mut hidden);
        found.ok_or(hidden.map_or(Unresolved::Unknown, Unresolved::NotImported))
    }

    /// The full name of the innermost scope.
    fn innermost(&self, scope: LookupScope) -> &'a [u8] {
        let file = &self.files[self.file as usize];
        match scope {
            LookupScope::Message(parent) => file.bytes(file.scope_name(parent)),
            LookupScope::Service(service) => service.map_or(file.bytes(file.scope_name(None)), |id| {
                file.bytes(file.services[id as usize].full_name)
            }),
        }
    }

    /// The symbol, if the file sees it; otherwise the file that hides it is noted in `hidden`.
    fn find_visible(
        &self,
        hash: NameHash,
        scope: &[u8],
        name: &[u8],
        hidden: &mut Option<FileId>,
    ) -> Option<Symbol> {
        let symbol = self.symbols.find(self.files, hash, scope, name)?;
        let visible = match symbol {
            Symbol::Element(file, Element::Field(_)) => {
                file == self.file || self.visible_fields.binary_search(&file).is_ok()
            }
            Symbol::Element(file, _) => self.sees(file),
            Symbol::Package(package) => self.sees_package(package),
        };
        if !visible {
            hidden.get_or_insert(match symbol {
                Symbol::Element(file, _) => file,
                Symbol::Package(package) => self.symbols.packages[package as usize].file,
            });
            return None;
        }
        Some(symbol)
    }

    fn sees(&self, file: FileId) -> bool {
        file == self.file || self.visible.binary_search(&file).is_ok()
    }

    fn sees_package(&self, package: u32) -> bool {
        let package = &self.symbols.packages[package as usize];
        self.sees(package.file)
            || self.visible_fields.iter().any(|&file| {
                let file = &self.files[file as usize];
                file.str(file.scope_name(None))
                    .strip_prefix(&*package.name)
                    .is_some_and(|rest| rest.is_empty() || rest.starts_with('.'))
            })
    }
}

/// A scope and those around it with their hashes, innermost first, without the root.
fn scopes(innermost: &[u8]) -> impl Iterator<Item = (&[u8], NameHash)> {
    let mut scopes: SmallVec<[_; 12]> = SmallVec::new();
    let (mut start, mut hash) = (0, NameHash::EMPTY);
    // A scope begins with those around it, and so does the work for its hash.
    for end in memchr::memchr_iter(b'.', innermost).chain([innermost.len()]) {
        hash = hash.then(&innermost[start..end]);
        scopes.push((&innermost[..end], hash));
        start = end;
    }
    scopes.into_iter().rev().filter(|(scope, _)| !scope.is_empty())
}
