//! What was meant by a name that does not exist, with the edits that write it. Only names that exist are suggested.
//!
//! Everything here runs only when an error is reported.

use std::sync::{Arc, OnceLock};

use rustc_hash::FxHashMap;

use super::embedded;
use super::resolve::{LookupFilter, LookupScope, Resolver, Unresolved};
use crate::diag::Diagnostic;
use crate::schema::{Element, FieldType, File, FileId, Symbol, TokRange};
use crate::syntax::{Decl, ImportKind, Tok, Tree, after_comment};
use crate::text::{Span, misspelt};

/// The names that scalar types have elsewhere, in lower case.
const SCALAR_NAMES: &[(&str, &str)] = &[
    ("binary", "bytes"),
    ("blob", "bytes"),
    ("boolean", "bool"),
    ("byte", "bytes"),
    ("char", "string"),
    ("f32", "float"),
    ("f64", "double"),
    ("float32", "float"),
    ("float64", "double"),
    ("i32", "int32"),
    ("i64", "int64"),
    ("int", "int32"),
    ("int16", "int32"),
    ("int32_t", "int32"),
    ("int64_t", "int64"),
    ("int8", "int32"),
    ("integer", "int32"),
    ("long", "int64"),
    ("number", "double"),
    ("short", "int32"),
    ("str", "string"),
    ("text", "string"),
    ("u32", "uint32"),
    ("u64", "uint64"),
    ("uint", "uint32"),
    ("uint16", "uint32"),
    ("uint32_t", "uint32"),
    ("uint64_t", "uint64"),
    ("uint8", "uint32"),
    ("ulong", "uint64"),
    ("unsigned", "uint32"),
    ("varchar", "string"),
];

/// The names that well-known types have elsewhere, in lower case.
const WELL_KNOWN_NAMES: &[(&str, &str)] = &[
    ("any", "Any"),
    ("datetime", "Timestamp"),
    ("duration", "Duration"),
    ("empty", "Empty"),
    ("fieldmask", "FieldMask"),
    ("timedelta", "Duration"),
    ("timestamp", "Timestamp"),
    ("void", "Empty"),
];

/// The most names of a file for which similar ones are searched.
const MAX_SEARCHES: u32 = 20;

/// The number of declarations among which the imports of a file are searched.
const MAX_SEARCHED: usize = 1000;

/// The types of all files, by short name.
pub(super) struct TypeNames<'a> {
    files: &'a [Arc<File>],
    types: OnceLock<FxHashMap<&'a str, Vec<(FileId, Element)>>>,
}

impl<'a> TypeNames<'a> {
    pub fn new(files: &'a [Arc<File>]) -> Self {
        Self { files, types: OnceLock::new() }
    }

    fn types(&self) -> &FxHashMap<&'a str, Vec<(FileId, Element)>> {
        self.types.get_or_init(|| {
            let mut types: FxHashMap<&str, Vec<(FileId, Element)>> = FxHashMap::default();
            for (file, id) in self.files.iter().zip(0..) {
                for (message, index) in
                    file.messages.iter().zip(0..).filter(|(message, _)| !message.map_entry)
                {
                    types.entry(file.str(message.name)).or_default().push((id, Element::Message(index)));
                }
                for (enumeration, index) in file.enums.iter().zip(0..) {
                    types.entry(file.str(enumeration.name)).or_default().push((id, Element::Enum(index)));
                }
            }
            types
        })
    }
}

/// An unknown type.
pub(super) struct UnknownType<'a, 'n> {
    pub resolver: Resolver<'a>,
    pub names: &'a TypeNames<'n>,
    pub scope: LookupScope,
    /// Which symbols would have been accepted: only fields can have scalar types.
    pub filter: LookupFilter,
    pub at: TokRange,
    pub name: &'a str,
}

impl UnknownType<'_, '_> {
    /// Adds help to `fault`, and a fix if there is only one type that can be meant. `searches` counts the searches for
    /// similar names in the file.
    pub fn explain(&self, fault: Diagnostic, searches: &mut u32) -> Diagnostic {
        let name = self.name.trim_start_matches('.');
        if let Some(fault) = self.other_order(&fault).or_else(|| self.enum_value(&fault)) {
            return fault;
        }
        let lower = name.to_ascii_lowercase();
        let find = |names: &[(&'static str, &'static str)]| {
            names.iter().find(|(other, _)| *other == lower).map(|(_, meant)| *meant)
        };
        let is_field = self.filter == LookupFilter::Type;
        let scalar = scalars().find(|scalar| *scalar == lower).or_else(|| find(SCALAR_NAMES));
        if let Some(fault) = self.declared_elsewhere(&fault, short_name(name), name.contains('.')) {
            return fault;
        }
        if let Some(scalar) = scalar.filter(|_| is_field) {
            return self.write(fault, scalar, None);
        }
        if name == "map" && is_field {
            return fault.help("write the types of its keys and values, as in `map<string, int32>`");
        }
        let well_known = find(WELL_KNOWN_NAMES).unwrap_or(name).trim_start_matches("google.protobuf.");
        let well_known = format!("google.protobuf.{well_known}");
        if let Some(file) = embedded::file_of(&well_known) {
            return self.write(fault, &well_known, Some(file));
        }
        *searches += 1;
        let similar = (*searches <= MAX_SEARCHES).then(|| self.similar(&fault, name, is_field)).flatten();
        similar.unwrap_or_else(|| fault.help("declare it, or import the file that does"))
    }

    /// The same for a name whose first part was found in an inner scope, which does not contain the rest.
    pub fn explain_inner(&self, fault: Diagnostic, searches: &mut u32) -> Diagnostic {
        match self.resolver.find_full(self.name.as_bytes()) {
            Ok(_) => {
                let name = format!(".{}", self.name);
                let edit = self.tree().map(|tree| (Span::at(tree.span(self.at.first).start), ".".to_owned()));
                let help = format!("write `{name}` to resolve it from the root scope");
                fault.help(help).fix(format!("write `{name}`"), edit)
            }
            Err(Unresolved::NotImported(file)) => {
                self.write(fault, &format!(".{}", self.name), self.import_of(file))
            }
            Err(_) => self.explain(fault, searches),
        }
    }

    /// A field whose name comes before its type.
    fn other_order(&self, fault: &Diagnostic) -> Option<Diagnostic> {
        let tree = self.tree()?;
        let next = self.at.last + 1;
        let is_field = tree.tokens.len() > next as usize + 1 && tree.text(next + 1) == b"=";
        if !is_field || self.at.first != self.at.last || scalars().all(|scalar| scalar != tree.word(next)) {
            return None;
        }
        let (name, ty) = (tree.word(self.at.first), tree.word(next));
        let edits = [(tree.span(self.at.first), ty.to_owned()), (tree.span(next), name.to_owned())];
        let fault = fault.clone().help(format!("write the type first: `{ty} {name}`"));
        Some(fault.fix(format!("write `{ty} {name}`"), edits))
    }

    /// The name of an enum value.
    fn enum_value(&self, fault: &Diagnostic) -> Option<Diagnostic> {
        let found = self.resolver.resolve(self.scope, self.name.as_bytes(), LookupFilter::Any);
        let Ok(Symbol::Element(file, Element::Value(value))) = found else { return None };
        let owner = Element::Enum(self.resolver.files[file as usize].values[value as usize].parent);
        let name = self.written(file, owner);
        let fault = Diagnostic { code: "wrong-kind", ..fault.clone() };
        let message = format!("expected a type, found `{}`, which is a value of enum `{name}`", self.name);
        let fault = Diagnostic { message: message.into(), ..fault };
        Some(self.write(fault, &name, None))
    }

    /// Types with the same short name in other scopes.
    fn declared_elsewhere(&self, fault: &Diagnostic, name: &str, is_dotted: bool) -> Option<Diagnostic> {
        let types = self.names.types().get(name)?;
        let sees = |&&(file, _): &&(FileId, Element)| self.resolver.visible.binary_search(&file).is_ok();
        let visible: Vec<_> = types.iter().filter(sees).collect();
        let types = if visible.is_empty() { types.iter().collect() } else { visible };
        if let [&(file, element)] = *types {
            let name = self.written(file, element);
            // Another package was written on purpose: it may be the name that is missing in it.
            return Some(if is_dotted {
                fault.clone().help(format!("did you mean `{name}`?"))
            } else {
                self.write(fault.clone(), &name, self.import_of(file))
            });
        }
        let full =
            |(file, element): &(FileId, Element)| self.resolver.files[*file as usize].full_name(*element);
        let mut names: Vec<_> = types.into_iter().map(full).collect();
        names.sort_unstable();
        let names: Vec<_> = names.iter().take(3).map(|name| format!("`{name}`")).collect();
        Some(fault.clone().help(format!("write the full name: {}", names.join(" or "))))
    }

    /// A misspelt type.
    fn similar(&self, fault: &Diagnostic, name: &str, is_field: bool) -> Option<Diagnostic> {
        let types = self.names.types();
        let short = short_name(name);
        let scope = name.strip_suffix(short).unwrap_or_default();
        let mut scalars = scalars().filter(|_| is_field && scope.is_empty());
        let is_reachable = |types: &Vec<(FileId, Element)>| {
            let is_in_scope = |&(file, element): &(FileId, Element)| {
                let full = self.resolver.files[file as usize].full_name(element);
                full.strip_suffix(short_name(&full)).is_some_and(|outer| outer.ends_with(scope))
            };
            scope.is_empty() || types.iter().any(is_in_scope)
        };
        let known = types.iter().filter(|(_, types)| is_reachable(types)).map(|(name, _)| *name);
        let meant = misspelt(short, known.chain(scalars.clone()))?;
        if scalars.any(|scalar| scalar == meant) {
            return Some(self.write(fault.clone(), meant, None));
        }
        let [(file, element)] = types[meant][..] else {
            return Some(fault.clone().help(format!("did you mean `{scope}{meant}`?")));
        };
        Some(self.write(fault.clone(), &self.written(file, element), self.import_of(file)))
    }

    /// The import that a type of a file needs.
    fn import_of(&self, file: FileId) -> Option<&str> {
        let is_visible = self.resolver.visible.binary_search(&file).is_ok();
        (!is_visible).then(|| &*self.resolver.files[file as usize].name)
    }

    /// How to write a type here: its short name if that resolves to it, otherwise its full name.
    fn written(&self, file: FileId, element: Element) -> String {
        let declaring = &self.resolver.files[file as usize];
        let resolves = |name: &str| {
            self.resolver.resolve(self.scope, name.as_bytes(), self.filter)
                == Ok(Symbol::Element(file, element))
        };
        let full = declaring.full_name(element);
        let short = declaring.short_name(element);
        if resolves(short) {
            return short.to_owned();
        }
        // A file that is not imported yet does not resolve, but its names can be hidden by others all the same.
        let found = self.resolver.resolve(self.scope, full.as_bytes(), self.filter);
        let is_hidden = matches!(found, Err(Unresolved::Inner(_))) || found.is_ok() && !resolves(&full);
        if is_hidden { format!(".{full}") } else { full }
    }

    /// Help and a fix that write a name, and add an import.
    fn write(&self, fault: Diagnostic, name: &str, import: Option<&str>) -> Diagnostic {
        let is_known = name == self.name;
        let file = &self.resolver.files[self.resolver.file as usize];
        let edit =
            file.span(self.at.first, self.at.last).filter(|_| !is_known).map(|span| (span, name.to_owned()));
        let Some(path) = import else {
            return fault.help(format!("write `{name}`")).fix(format!("write `{name}`"), edit);
        };
        let add = format!("add `import \"{path}\";`");
        let (help, what) = if is_known {
            (add.clone(), add)
        } else {
            (format!("write `{name}`, and {add}"), format!("write `{name}`, and import it"))
        };
        let edits = import_edit(file, path).map(|import| edit.into_iter().chain([import]));
        let fault = fault.help(help);
        match edits {
            Some(edits) => fault.fix(what, edits),
            None => fault,
        }
    }

    fn tree(&self) -> Option<&Tree> {
        self.resolver.files[self.resolver.file as usize].tree()
    }
}

fn scalars<'a>() -> impl Iterator<Item = &'a str> + Clone {
    FieldType::KEYWORDS.into_iter().map(|(keyword, _)| keyword)
}

fn short_name(name: &str) -> &str {
    name.rsplit('.').next().unwrap_or(name)
}

/// The edit that adds an import: among the others in the order of their paths, or else after the package.
pub(super) fn import_edit(file: &File, path: &str) -> Option<(Span, String)> {
    let tree = file.tree()?;
    let newline = tree.source.newline();
    let statement = format!("import \"{path}\";");
    let imports = tree.decls.iter().take(MAX_SEARCHED).filter_map(|decl| match decl {
        Decl::Import(import) if import.kind != ImportKind::Option => Some(*import),
        _ => None,
    });
    let imports: Vec<_> = imports.collect();
    let before = imports.iter().rfind(|import| *tree.string(import.path) < *path.as_bytes());
    let package = tree.decls.iter().take(MAX_SEARCHED).find_map(|decl| match decl {
        Decl::Package(package) => Some(package.last),
        _ => None,
    });
    let after = |last: Tok| Span::at(after_comment(&tree.source, tree.span(last).end));
    Some(if let Some(before) = before {
        (after(before.last), format!("{newline}{statement}"))
    } else if let Some(first) = imports.first() {
        (Span::at(tree.span(first.first).start), format!("{statement}{newline}"))
    } else if let Some(last) = package.or(tree.syntax.map(|syntax| syntax.last)) {
        (after(last), format!("{newline}{newline}{statement}"))
    } else {
        let start = tree.tokens.first()?.span.start;
        (Span::at(start), format!("{statement}{newline}{newline}"))
    })
}
