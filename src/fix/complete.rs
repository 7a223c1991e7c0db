//! Completes pending fixes: looks up the edits of renames and copies.

use std::sync::Arc;

use rustc_hash::{FxHashMap, FxHashSet};

use super::rename::{Declared, NewName, edits_of_renames};
use crate::diag::{Diagnostic, Fix, Pending};
use crate::schema::{Element, File, NO_TOK, Schema};

/// A fix to complete.
struct Request {
    /// The index of its finding.
    found: usize,
    declared: Declared,
    /// The full name that the fix declares.
    name: String,
}

/// Adds the edits of pending fixes. Drops those whose name is taken or would mean something else where it is used, and
/// returns them.
pub fn complete(found: &mut [Diagnostic], schemas: &[Schema]) -> Vec<Arc<Fix>> {
    let mut dropped = Vec::new();
    for schema in schemas {
        let (requests, taken) = requests(found, schema);
        dropped.extend(taken.into_iter().filter_map(|index| found[index].fix.take()));
        let renames = requests.iter().filter_map(|request| {
            let rename = pending(found, request.found)?;
            matches!(rename, Pending::Rename(_)).then(|| NewName::new(request.declared, rename))
        });
        let mut edits = edits_of_renames(schema, &renames.collect::<Vec<_>>()).into_iter();
        for Request { found: index, name, .. } in requests {
            let edits = match pending(found, index) {
                Some(Pending::Rename(_)) => edits.next().flatten(),
                Some(Pending::Copy(copied)) => copied.edits(),
                None => None,
            };
            let Some(fix) = found[index].fix.take() else { continue };
            match edits.and_then(|edits| fix.completed(edits, name)) {
                Some(complete) => found[index].fix = Some(Arc::new(complete)),
                None => dropped.push(fix),
            }
        }
    }
    dropped
}

fn pending(found: &[Diagnostic], index: usize) -> Option<&Pending> {
    found[index].fix.as_ref()?.as_pending()
}

/// The pending fixes about a schema, and the findings whose new name is taken.
fn requests(found: &[Diagnostic], schema: &Schema) -> (Vec<Request>, Vec<usize>) {
    let pending: Vec<(usize, &Pending)> =
        (0..found.len()).filter_map(|index| Some((index, pending(found, index)?))).collect();
    let names = names(&pending, schema);
    let mut new_names: FxHashMap<String, Declared> = FxHashMap::default();
    let mut new_types = NewTypes::default();
    let (mut requests, mut taken) = (Vec::new(), Vec::new());
    for (index, pending) in pending {
        let (source, name) = pending.declaration();
        let Some(&declared) = names.get(&(source.path(), name.start)) else { continue };
        let old = schema.full_name(declared.0, declared.1);
        let scope = old.rfind('.').map_or("", |dot| &old[..dot]);
        let name = joined(scope, pending.to());
        // Two renames of a declaration to one name are the same; every copy is another declaration.
        let is_other = match pending {
            Pending::Rename(_) => *new_names.entry(name.clone()).or_insert(declared) != declared,
            Pending::Copy(_) => false,
        };
        if is_other || is_taken(schema, scope, pending.to()) {
            taken.push(index);
        } else if is_referred_to(schema, declared) && !new_types.add(declared, scope, pending.to()) {
            // It waits for the next round.
        } else {
            requests.push(Request { found: index, declared, name });
        }
    }
    (requests, taken)
}

/// The declarations of the files with pending fixes, by path and position of their name.
fn names<'s>(pending: &[(usize, &Pending)], schema: &'s Schema) -> FxHashMap<(&'s str, u32), Declared> {
    let paths: FxHashSet<&str> = pending.iter().map(|(_, pending)| pending.declaration().0.path()).collect();
    let files = schema.visible_files().iter().zip(0..).filter(|(file, _)| paths.contains(&*file.path));
    let named = files.flat_map(|(file, id)| {
        names_in(file).map(move |(start, element)| ((&*file.path, start), (id, element)))
    });
    named.collect()
}

/// The declarations of a file, by the position of their name.
fn names_in(file: &File) -> impl Iterator<Item = (u32, Element)> {
    let tree = file.tree();
    let ids = |len: usize, element: fn(u32) -> Element| (0..len as u32).map(element);
    let elements = ids(file.messages.len(), Element::Message)
        .chain(ids(file.fields.len(), Element::Field))
        .chain(ids(file.oneofs.len(), Element::Oneof))
        .chain(ids(file.enums.len(), Element::Enum))
        .chain(ids(file.values.len(), Element::Value))
        .chain(ids(file.services.len(), Element::Service))
        .chain(ids(file.methods.len(), Element::Method));
    elements.filter_map(move |element| {
        let name = file.at(element).name;
        let tree = tree.filter(|_| name != NO_TOK)?;
        let implied = match element {
            Element::Oneof(id) => file.oneofs[id as usize].is_implied,
            Element::Message(id) => file.messages[id as usize].map_entry,
            element => file.is_map_entry_field(element),
        };
        (!implied).then(|| (tree.span(name).start, element))
    })
}

/// Whether names in other declarations refer to a declaration, looked up from the inside out.
fn is_referred_to(schema: &Schema, (id, element): Declared) -> bool {
    match element {
        Element::Message(_) | Element::Enum(_) => true,
        Element::Field(index) => schema.files[id as usize].fields[index as usize].is_extension(),
        _ => false,
    }
}

/// New names of types and extensions, with their scopes. One that is inside the scope of another of the same name would
/// hide it, and neither is in the schema yet.
#[derive(Default)]
struct NewTypes {
    by_scope: FxHashMap<String, Declared>,
    /// The scopes around them, joined with their names.
    outer: FxHashSet<String>,
}

impl NewTypes {
    /// Adds a declaration, unless another one would hide it or be hidden by it.
    fn add(&mut self, declared: Declared, scope: &str, name: &str) -> bool {
        let full = joined(scope, name);
        if self.by_scope.get(&full) == Some(&declared) {
            return true;
        }
        let around = || scopes(scope).map(|scope| joined(scope, name));
        if self.outer.contains(&full) || around().any(|name| self.by_scope.contains_key(&name)) {
            return false;
        }
        self.outer.extend(around());
        self.by_scope.insert(full, declared);
        true
    }
}

/// Whether a name is declared in a scope, or in one around it, where the new declaration would hide it.
fn is_taken(schema: &Schema, scope: &str, name: &str) -> bool {
    scopes(scope).any(|scope| schema.symbols.get(&schema.files, joined(scope, name).as_bytes()).is_some())
}

/// A scope and those around it, innermost first.
pub fn scopes(scope: &str) -> impl Iterator<Item = &str> {
    std::iter::successors(Some(scope), |scope| outer(scope))
}

fn outer(scope: &str) -> Option<&str> {
    match scope.rfind('.') {
        Some(dot) => Some(&scope[..dot]),
        None => (!scope.is_empty()).then_some(""),
    }
}

/// The full name of a member of a scope.
pub fn joined(scope: &str, name: &str) -> String {
    if scope.is_empty() { name.to_owned() } else { format!("{scope}.{name}") }
}
