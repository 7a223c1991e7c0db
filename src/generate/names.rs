//! Names that differ in protobuf and clash in Rust, or are not valid there.

use heck::{ToSnakeCase, ToUpperCamelCase};
use prost_build::Module;
use rustc_hash::{FxHashMap, FxHashSet};

use super::idents::{separated, without_prefix};
use super::limits::is_well_known;
use super::{ServiceNames, Settings, tree};
use crate::diag::{Diagnostic, Place};
use crate::schema::{Element, Enum, FieldType, File, FileId, Label, Message, Ref, Schema, TokRange, place};

/// Errors for names that would not compile in the code of `files`.
pub fn check(
    schema: &Schema,
    roots: &[FileId],
    files: &[FileId],
    settings: &Settings,
    service_names: &ServiceNames,
) -> Vec<Diagnostic> {
    let mut names = Names { schema, taken: FxHashMap::default(), faults: Vec::new() };
    let files: Vec<FileId> =
        files.iter().copied().filter(|&id| !is_well_known(&schema.files[id as usize])).collect();
    names.packages(&files, settings);
    for &id in &files {
        let file = &schema.files[id as usize];
        let modules = names.messages(id, file);
        for (item, index) in file.enums.iter().zip(0..) {
            names.enumeration(id, file, item, index, &modules);
        }
        if roots.contains(&id) {
            names.services(id, file, settings, service_names);
        }
    }
    names.faults
}

/// The kinds of names that must be unique in a scope.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
enum Space {
    Module,
    Type,
    Field,
    Variant,
    Function,
}

struct Names<'s> {
    schema: &'s Schema,
    /// The first element with a name in a scope and a space.
    taken: FxHashMap<(String, Space, String), (FileId, Element)>,
    faults: Vec<Diagnostic>,
}

impl Names<'_> {
    /// Claims packages, which are nested modules; several files may share them.
    fn packages(&mut self, files: &[FileId], settings: &Settings) {
        let mut seen = FxHashSet::default();
        for &id in files {
            let file = &self.schema.files[id as usize];
            let module = Module::from_protobuf_package_name(file.str(file.package));
            if !seen.insert(module.to_string()) {
                continue;
            }
            if tree::file_name(&module) == settings.include_file {
                let message = format!(
                    "the code of package `{}` would be written to {}, the file of the module tree",
                    file.str(file.package),
                    settings.include_file
                );
                let fault = Diagnostic::error("rust-name", Place::file(file.path.clone()), message);
                self.faults.push(fault.help("name another file for the module tree with --include-file"));
            }
            let mut scope = String::new();
            for part in file.str(file.package).split('.').filter(|part| !part.is_empty()) {
                let name = part.to_snake_case();
                if name.is_empty() {
                    self.nameless(id, Element::File, part);
                }
                self.taken.entry((scope.clone(), Space::Module, name.clone())).or_insert((id, Element::File));
                scope = inner(&scope, &name);
            }
        }
    }

    /// Claims messages, fields and oneofs. Returns the module of each message, for the elements nested in it.
    fn messages(&mut self, id: FileId, file: &File) -> Vec<String> {
        let package = package_module(file);
        let mut modules: Vec<String> = Vec::with_capacity(file.messages.len());
        for (message, index) in file.messages.iter().zip(0..) {
            let scope = message.parent.map_or(&package, |parent| &modules[parent as usize]).clone();
            let name = file.str(message.name);
            modules.push(inner(&scope, &name.to_snake_case()));
            if message.map_entry {
                continue;
            }
            let element = Element::Message(index);
            self.claim(&scope, Space::Type, &name.to_upper_camel_case(), id, element);
            if has_module(file, message) {
                self.claim(&scope, Space::Module, &name.to_snake_case(), id, element);
            }
            self.members(id, file, message);
        }
        // Oneofs give way to the types beside them, so they come last.
        for (message, module) in file.messages.iter().zip(&modules) {
            for index in message.oneofs.iter() {
                let mut name = file.str(file.oneofs[index as usize].name).to_upper_camel_case();
                if nested_types(file, message).any(|nested| nested.to_upper_camel_case() == name) {
                    name.push_str("OneOf");
                }
                self.claim(module, Space::Type, &name, id, Element::Oneof(index));
            }
        }
        modules
    }

    fn members(&mut self, id: FileId, file: &File, message: &Message) {
        let scope = file.str(message.full_name);
        for index in message.fields.iter() {
            let field = &file.fields[index as usize];
            let name = file.str(field.name);
            let element = Element::Field(index);
            match field.oneof {
                None => {
                    let name = name.to_snake_case();
                    self.claim(scope, Space::Field, &name, id, element);
                    for prefix in accessors(self.schema, Ref { file: id, index }) {
                        self.claim(scope, Space::Function, &format!("{prefix}{name}"), id, element);
                    }
                }
                Some(oneof) => {
                    let scope = inner(scope, file.str(file.oneofs[oneof as usize].name));
                    self.claim(&scope, Space::Variant, &name.to_upper_camel_case(), id, element);
                }
            }
        }
        for index in message.oneofs.iter() {
            let name = file.str(file.oneofs[index as usize].name).to_snake_case();
            self.claim(scope, Space::Field, &name, id, Element::Oneof(index));
        }
    }

    fn enumeration(&mut self, id: FileId, file: &File, item: &Enum, index: u32, modules: &[String]) {
        let scope =
            item.parent.map_or_else(|| package_module(file), |parent| modules[parent as usize].clone());
        let enum_name = file.str(item.name).to_upper_camel_case();
        self.claim(&scope, Space::Type, &enum_name, id, Element::Enum(index));
        let mut numbers = FxHashSet::default();
        for index in item.values.iter() {
            let value = &file.values[index as usize];
            // Of several values with one number the first is generated.
            if numbers.insert(value.number) {
                let name = file.str(value.name).to_upper_camel_case();
                let name = without_prefix(&enum_name, &name);
                self.claim(file.str(item.full_name), Space::Variant, name, id, Element::Value(index));
            }
        }
    }

    fn services(&mut self, id: FileId, file: &File, settings: &Settings, names: &ServiceNames) {
        let package = package_module(file);
        for (service, index) in file.services.iter().zip(0..) {
            let module = separated(names.of(file.str(service.full_name)));
            let parts = [("client", settings.client), ("server", settings.server)];
            for (part, _) in parts.into_iter().filter(|(_, wanted)| *wanted) {
                self.claim(&package, Space::Module, &format!("{module}_{part}"), id, Element::Service(index));
            }
            for index in service.methods.iter() {
                let name = file.str(file.methods[index as usize].name).to_snake_case();
                self.claim(file.str(service.full_name), Space::Function, &name, id, Element::Method(index));
            }
        }
    }

    fn claim(&mut self, scope: &str, space: Space, name: &str, id: FileId, element: Element) {
        if name.is_empty() {
            let file = &self.schema.files[id as usize];
            return self.nameless(id, element, file.short_name(element));
        }
        let first = *self.taken.entry((scope.to_owned(), space, name.to_owned())).or_insert((id, element));
        if first != (id, element) {
            let [own, other] = [(id, element), first].map(|(id, element)| self.described(id, element));
            let message = format!("{own} and {other} would both be `{name}` in Rust");
            let fault = Diagnostic::error("rust-name", self.place(id, element), message)
                .label(self.place(first.0, first.1), "this one already has the name");
            self.faults.push(fault.help("rename one of them"));
        }
    }

    fn nameless(&mut self, id: FileId, element: Element, name: &str) {
        let message = format!("`{name}` has no letter or digit for a Rust name");
        let fault = Diagnostic::error("rust-name", self.place(id, element), message);
        self.faults.push(fault.help("rename it"));
    }

    fn described(&self, id: FileId, element: Element) -> String {
        let kind = if element == Element::File { "package " } else { "" };
        format!("{kind}`{}`", self.schema.full_name(id, element))
    }

    fn place(&self, id: FileId, element: Element) -> Place {
        let file = &self.schema.files[id as usize];
        let at = file.at(element).name;
        place(file, TokRange { first: at, last: at })
    }
}

fn package_module(file: &File) -> String {
    let parts = file.str(file.package).split('.').filter(|part| !part.is_empty());
    parts.fold(String::new(), |scope, part| inner(&scope, &part.to_snake_case()))
}

fn inner(scope: &str, name: &str) -> String {
    format!("{scope}::{name}")
}

/// Whether prost-build writes a module beside the message.
fn has_module(file: &File, message: &Message) -> bool {
    !message.oneofs.is_empty() || nested_types(file, message).next().is_some()
}

/// The messages and enums declared in a message, map entries aside.
fn nested_types<'f>(file: &'f File, message: &Message) -> impl Iterator<Item = &'f str> {
    let messages = message.scope.messages.of(&file.messages).iter().filter(|nested| !nested.map_entry);
    let enums = message.scope.enums.of(&file.enums).iter().map(|nested| nested.name);
    messages.map(|nested| nested.name).chain(enums).map(|name| file.str(name))
}

/// The prefixes of the functions that prost derives for a field.
fn accessors(schema: &Schema, field: Ref) -> &'static [&'static str] {
    let is_repeated = schema.field(field).label == Label::Repeated;
    let entry = schema.message_of(field).filter(|_| schema.is_map(field));
    let map_value = entry.and_then(|entry| {
        let index = schema.message(entry).fields.iter().last()?;
        Some(schema.field_type(Ref { file: entry.file, index }))
    });
    match (schema.field_type(field), map_value) {
        (_, Some(FieldType::Enum)) => &["get_", "insert_"],
        (FieldType::Enum, _) if is_repeated => &["", "push_"],
        (FieldType::Enum, _) => &["", "set_"],
        (FieldType::Message | FieldType::Group, _) => &[],
        _ if schema.has_presence(field) && !schema.is_required(field) => &[""],
        _ => &[],
    }
}
