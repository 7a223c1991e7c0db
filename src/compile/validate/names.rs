//! Checks names: unique, not too long, not reserved.

use rustc_hash::FxHashMap;

use super::checker::{Checker, name_place};
use crate::compile::resolve::describe;
use crate::diag::{Diagnostic, Place};
use crate::schema::{Element, File, FileId, IdRange, MAX_NAME, MAX_PACKAGE, Name, Schema, Symbol, TokRange};
use crate::syntax::Decl;

/// protoc's limit on the dots in a package name.
const MAX_PACKAGE_DOTS: usize = 100;

/// Names that are declared more than once, by the file of the repetition.
pub(super) struct Duplicates(FxHashMap<FileId, Vec<(Element, Symbol)>>);

impl Duplicates {
    /// Sorts the declarations of each name in protoc's order, to report all but the first. The symbol table keeps the
    /// first one in its own order, which differs within a scope.
    pub fn new(schema: &Schema) -> Self {
        let mut groups: FxHashMap<(FileId, Element), Vec<Element>> = FxHashMap::default();
        let mut repeated: FxHashMap<FileId, Vec<(Element, Symbol)>> = FxHashMap::default();
        for clash in &schema.symbols.duplicates {
            match clash.first {
                Symbol::Element(file, first) if file == clash.file => {
                    groups.entry((file, first)).or_insert_with(|| vec![first]).push(clash.element);
                }
                first => repeated.entry(clash.file).or_default().push((clash.element, first)),
            }
        }
        for ((id, _), mut elements) in groups {
            let file = &schema.files[id as usize];
            elements.sort_by_key(|&element| build_order(file, element));
            let first = Symbol::Element(id, elements[0]);
            let others = elements[1..].iter().map(|&element| (element, first));
            repeated.entry(id).or_default().extend(others);
        }
        for list in repeated.values_mut() {
            list.sort_by_key(|&(element, _)| element);
        }
        Self(repeated)
    }
}

/// The order in which protoc declares the names of one scope.
fn build_order(file: &File, element: Element) -> (u8, u32, u32) {
    let in_message = |parent: Option<u32>| parent.is_some();
    match element {
        Element::File => (0, 0, 0),
        Element::Oneof(id) => (1, id, 0),
        Element::Message(id) if !in_message(file.messages[id as usize].parent) => (2, id, 0),
        Element::Field(id) if !file.fields[id as usize].is_extension() => (3, id, 0),
        // protoc declares an enum after its values.
        Element::Value(id) => (4, file.values[id as usize].parent, id),
        Element::Enum(id) => (4, id, u32::MAX),
        Element::Service(id) => (5, id, 0),
        Element::Method(id) | Element::ExtensionRange(id) => (6, id, 0),
        Element::Field(id) => (7, id, 0),
        Element::Message(id) => (8, id, 0),
    }
}

impl Checker<'_> {
    /// Checks the length and depth of the package.
    pub(super) fn package(&mut self) {
        let package = self.file.bytes(self.file.package);
        let (code, what) = if package.len() > MAX_PACKAGE {
            let what = format!("the package name has {} bytes, the limit is {MAX_PACKAGE}", package.len());
            ("package-too-long", what)
        } else if memchr::memchr_iter(b'.', package).count() > MAX_PACKAGE_DOTS {
            let what = format!("the package name has too many parts, the limit is {}", MAX_PACKAGE_DOTS + 1);
            ("package-too-deep", what)
        } else {
            return;
        };
        let fault = Diagnostic::error(code, self.package_place(), what);
        self.report(fault.help("choose a shorter package name"));
    }

    /// The place of the `package` statement.
    pub(super) fn package_place(&self) -> Place {
        let tree = self.file.tree();
        let package = tree.into_iter().flat_map(|tree| &tree.decls).find_map(|decl| match decl {
            Decl::Package(package) => Some(TokRange { first: package.first, last: package.name.last }),
            _ => None,
        });
        self.tokens_place(package.unwrap_or_default())
    }

    /// Reports names that are declared more than once.
    pub(super) fn repeated_names(&mut self, duplicates: &Duplicates) {
        let repeated = duplicates.0.get(&self.id).map_or(&[][..], Vec::as_slice);
        for &(element, first) in repeated {
            // If the scope itself is a duplicate, do not report its members.
            let scope = self.scope_of(element);
            if scope
                .is_some_and(|scope| repeated.binary_search_by_key(&scope, |&(element, _)| element).is_ok())
            {
                continue;
            }
            let fault = match first {
                Symbol::Package(package) => self.duplicate_of_package(element, package),
                Symbol::Element(file, other) => self.duplicate(element, file, other),
            };
            self.report(fault);
        }
    }

    /// The message or service that an element is declared in.
    fn scope_of(&self, element: Element) -> Option<Element> {
        let file = self.file;
        let message = match element {
            Element::Message(id) => file.messages[id as usize].parent,
            Element::Field(id) => file.fields[id as usize].parent,
            Element::Oneof(id) => Some(file.oneofs[id as usize].parent),
            Element::Enum(id) => file.enums[id as usize].parent,
            Element::Value(id) => file.enums[file.values[id as usize].parent as usize].parent,
            Element::Method(id) => return Some(Element::Service(file.methods[id as usize].parent)),
            Element::File | Element::Service(_) | Element::ExtensionRange(_) => None,
        };
        message.map(Element::Message)
    }

    fn duplicate_of_package(&self, element: Element, package: u32) -> Diagnostic {
        let package = &self.schema.symbols.packages[package as usize];
        let file = &self.schema.files[package.file as usize].name;
        let message = format!("`{}` is already the name of a package, in {file}", package.name);
        Diagnostic::error("duplicate-name", self.name(element), message).help("rename one of them")
    }

    fn duplicate(&self, element: Element, other_file: FileId, other: Element) -> Diagnostic {
        let file = &self.schema.files[other_file as usize];
        let what = describe(Symbol::Element(other_file, other));
        let label = name_place(file, other);
        if element == Element::File {
            let package = self.file.str(self.file.package);
            let message = format!("part of the package name `{package}` is already {what}, in {}", file.name);
            return Diagnostic::error("duplicate-name", self.package_place(), message)
                .label(label, "declared here")
                .help("rename the package or the declaration");
        }
        let word = self.short_name(element);
        let scope = self.scope_text(element);
        let message = match self.implied_by(element, other_file, other) {
            Some(implied_by) => format!("{implied_by} `{word}`, which is already declared in {scope}"),
            None if other_file == self.id => format!("`{word}` is already declared in {scope}"),
            None => format!("`{}` is already declared in {}", self.file.full_name(element), file.name),
        };
        let fault = Diagnostic::error("duplicate-name", self.name(element), message);
        let fault = fault.label(label, format!("{what} with this name"));
        match (element, other) {
            (Element::Value(value), _) if other_file == self.id => fault.help(format!(
                "enum values are in the same scope as their enum; add a prefix such as `{}`",
                self.value_prefix(value)
            )),
            _ => fault.help("rename one of them"),
        }
    }

    /// The scope of a name, for messages.
    fn scope_text(&self, element: Element) -> String {
        let full = self.file.full_name(element);
        let scope = full.len().checked_sub(self.short_name(element).len() + 1).map_or("", |end| &full[..end]);
        if scope.is_empty() { "the global scope".to_owned() } else { format!("`{scope}`") }
    }

    /// If one of the elements is implied by a field, describes how.
    fn implied_by(&self, element: Element, other_file: FileId, other: Element) -> Option<String> {
        [(self.id, element), (other_file, other)].into_iter().find_map(|(file, element)| {
            let file = &self.schema.files[file as usize];
            let (kind, makes, parent, at) = match element {
                Element::Message(id) if file.messages[id as usize].map_entry => {
                    let message = &file.messages[id as usize];
                    ("map field", "a message", message.parent?, message.at)
                }
                Element::Oneof(id) if file.oneofs[id as usize].is_implied => {
                    let oneof = &file.oneofs[id as usize];
                    ("`optional` field", "a oneof", oneof.parent, oneof.at)
                }
                _ => return None,
            };
            let fields = file.messages[parent as usize].fields.of(&file.fields);
            let field = fields.iter().find(|field| field.at.first == at.first)?;
            Some(format!("{kind} `{}` implies {makes}", file.str(field.name)))
        })
    }

    /// `USER_STATUS_` for an enum `UserStatus`.
    fn value_prefix(&self, value: u32) -> String {
        let mut prefix = String::new();
        for letter in self.short_name(Element::Enum(self.file.values[value as usize].parent)).chars() {
            if letter.is_ascii_uppercase() && !prefix.is_empty() {
                prefix.push('_');
            }
            prefix.push(letter.to_ascii_uppercase());
        }
        prefix + "_"
    }

    /// Checks the length of a full name.
    pub(super) fn name_length(&mut self, element: Element) {
        let file = self.file;
        let len = match element {
            Element::Message(id) => file.bytes(file.messages[id as usize].full_name).len(),
            Element::Enum(id) => {
                let enumeration = &file.enums[id as usize];
                let scope = file.bytes(enumeration.full_name).len() - file.bytes(enumeration.name).len();
                let names =
                    enumeration.values.of(&file.values).iter().map(|value| file.bytes(value.name).len());
                scope + names.max().unwrap_or(0).max(file.bytes(enumeration.name).len())
            }
            Element::Field(id) => {
                let field = &file.fields[id as usize];
                file.bytes(file.scope_name(field.parent)).len() + 1 + file.bytes(field.name).len()
            }
            Element::Service(id) => {
                let service = &file.services[id as usize];
                let names =
                    service.methods.of(&file.methods).iter().map(|method| file.bytes(method.name).len() + 1);
                file.bytes(service.full_name).len() + names.max().unwrap_or(0)
            }
            _ => 0,
        };
        if len > MAX_NAME {
            let message = format!("the full name has {len} bytes, the limit is {MAX_NAME}");
            self.report(
                Diagnostic::error("name-too-long", self.name(element), message).help("choose a shorter name"),
            );
        }
    }

    /// Checks that reserved names are unique and not too long.
    pub(super) fn reserved_names(&mut self, names: IdRange, owner: Element) {
        let file = self.file;
        let mut seen: FxHashMap<&[u8], TokRange> = FxHashMap::default();
        for reserved in names.of(&file.reserved_names) {
            let name = file.bytes(reserved.name);
            if name.len() > MAX_NAME {
                let message = format!("a reserved name has {} bytes, the limit is {MAX_NAME}", name.len());
                let fault = Diagnostic::error("name-too-long", self.name(owner), message);
                self.report(
                    fault
                        .label(self.tokens_place(reserved.at), "reserved here")
                        .help("remove it: no name can be that long"),
                );
            }
            if let Some(first) = seen.insert(name, reserved.at) {
                let message = format!("`{}` is reserved more than once", file.str(reserved.name));
                let fault = Diagnostic::error("reserved-twice", self.name(owner), message)
                    .label(self.tokens_place(first), "reserved here")
                    .label(self.tokens_place(reserved.at), "and here")
                    .help("keep one of them");
                self.report(fault);
            }
        }
    }

    /// Reports uses of reserved names, by element and name.
    pub(super) fn reserved_name_uses(
        &mut self,
        reserved: IdRange,
        elements: impl Iterator<Item = (Element, Name)>,
    ) {
        let file = self.file;
        if reserved.is_empty() {
            return;
        }
        let list = reserved.of(&file.reserved_names);
        let names: FxHashMap<&[u8], TokRange> =
            list.iter().map(|name| (file.bytes(name.name), name.at)).collect();
        for (element, name) in elements {
            if let Some(&at) = names.get(file.bytes(name)) {
                let message = format!("the name `{}` is reserved", file.str(name));
                let fault = Diagnostic::error("reserved-name-used", self.name(element), message)
                    .label(self.tokens_place(at), "reserved here")
                    .help("choose another name: old data may still use a reserved one");
                self.report(fault);
            }
        }
    }
}
