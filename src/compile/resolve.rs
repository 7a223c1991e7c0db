//! Resolves names.

use std::sync::Arc;

use smallvec::SmallVec;

use crate::schema::{Element, File, FileId, Links, NameHash, Schema, Symbol, Symbols};

/// The scope in which a lookup starts: the scope of the element that uses the name.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum LookupScope {
    /// A message, or the package.
    Message(Option<u32>),
    /// A service.
    Service(Option<u32>),
}

/// Which symbols a lookup accepts.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum LookupFilter {
    /// Types; other symbols are skipped.
    Type,
    /// Any symbol.
    Any,
}

/// Why a name is unresolved.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Unresolved {
    /// The name does not exist.
    Unknown,
    /// The name exists in a file that is not visible.
    NotImported(FileId),
    /// The first part was found in an inner scope that does not contain the rest; the full name that was tried.
    Inner(String),
}

/// Resolves names in one file.
#[derive(Clone, Copy)]
pub struct Resolver<'a> {
    /// All files.
    pub files: &'a [Arc<File>],
    /// The symbol table.
    pub symbols: &'a Symbols,
    /// The file that contains the names.
    pub file: FileId,
    /// The visible files, sorted.
    pub visible: &'a [FileId],
    /// The files whose fields are visible, sorted: option imports only make extensions visible.
    pub visible_fields: &'a [FileId],
    /// Whether imported files are missing.
    pub uncertain: bool,
}

impl<'a> Resolver<'a> {
    /// A resolver for a file.
    pub fn new(files: &'a [Arc<File>], symbols: &'a Symbols, links: &'a Links, file: FileId) -> Self {
        let Links { visible, visible_options: visible_fields, uncertain, .. } = links;
        Self { files, symbols, file, visible, visible_fields, uncertain: *uncertain }
    }

    /// A resolver for a file of a schema.
    pub fn of(schema: &'a Schema, file: FileId) -> Self {
        Self::new(&schema.files, &schema.symbols, &schema.links[file as usize], file)
    }

    /// Resolves `name` in `scope`, with C++ scoping: the innermost scope that declares the first part wins.
    pub fn resolve(
        &self,
        scope: LookupScope,
        name: &[u8],
        filter: LookupFilter,
    ) -> Result<Symbol, Unresolved> {
        self.resolve_in(self.innermost(scope), name, filter)
    }

    /// Like [`Self::resolve`], with the full name of the scope.
    pub fn resolve_in(
        &self,
        innermost: &[u8],
        name: &[u8],
        filter: LookupFilter,
    ) -> Result<Symbol, Unresolved> {
        if let Some(full) = name.strip_prefix(b".") {
            return self.find_full(full);
        }
        let dot = memchr::memchr(b'.', name);
        let first = &name[..dot.unwrap_or(name.len())];
        let mut hidden = None;
        for (scope, hash) in scopes(innermost) {
            let mut hidden_first = None;
            let Some(symbol) = self.find_visible(hash.member(first), scope, first, &mut hidden_first) else {
                // A hidden package need not contain the type: only the whole name tells. An extension can be visible
                // in a hidden message, through an `import option`.
                if hidden_first.is_some()
                    && self.find_visible(hash.member(name), scope, name, &mut hidden).is_some()
                {
                    hidden = hidden.or(hidden_first);
                }
                continue;
            };
            if dot.is_none() {
                if filter == LookupFilter::Any || symbol.is_type() {
                    return Ok(symbol);
                }
            } else if symbol.is_scope() {
                // Other symbols cannot contain the rest of the name: like protoc, continue outwards.
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

    /// Whether a name may be declared in a part that is missing because of another error.
    pub fn may_be_missing(&self, name: &[u8], why: &Unresolved) -> bool {
        let is_hidden = matches!(why, Unresolved::NotImported(_));
        self.files[self.file as usize].skipped.everything
            || self.uncertain && *why == Unresolved::Unknown
            || self
                .visible_fields
                .iter()
                .map(|&file| &self.files[file as usize].skipped)
                .any(|skipped| if is_hidden { skipped.everything } else { skipped.may_declare(name) })
    }

    /// Looks up a full name, without leading dot.
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

    /// Looks up a symbol. If it is declared in a file that is not visible, stores that file in `hidden`.
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

    /// Whether a visible file is in a package or one of its subpackages.
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

/// A scope and its parents with their hashes, innermost first, without the root.
fn scopes(innermost: &[u8]) -> impl Iterator<Item = (&[u8], NameHash)> {
    let mut scopes: SmallVec<[_; 12]> = SmallVec::new();
    let (mut start, mut hash) = (0, NameHash::EMPTY);
    // Each parent is a prefix, so one pass computes all hashes.
    for end in memchr::memchr_iter(b'.', innermost).chain([innermost.len()]) {
        hash = hash.then(&innermost[start..end]);
        scopes.push((&innermost[..end], hash));
        start = end;
    }
    scopes.into_iter().rev().filter(|(scope, _)| !scope.is_empty())
}

/// The kind of a symbol, with an article.
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
