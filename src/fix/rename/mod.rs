//! Completes fixes that rename a declaration with the edits of all uses of its name: types, options and their values,
//! names in comments, and fields in HTTP routes.

mod comments;
mod names;
mod routes;

use std::sync::Arc;

use rayon::prelude::*;
use rustc_hash::{FxHashMap, FxHashSet};

use crate::compile::name_uses;
use crate::diag::{Diagnostic, Edit, Fix};
use crate::schema::{Element, File, FileId, NO_TOK, Schema};
use crate::text::Span;

/// A declaration.
type Declared = (FileId, Element);

/// A use of a declared name, or of one part of a dotted name: the place of the part, and what it refers to.
struct Use {
    file: FileId,
    span: Span,
    to: Declared,
}

/// A fix that renames a declaration.
struct Rename {
    /// The index of its finding.
    found: usize,
    declared: Declared,
    from: String,
    to: String,
}

/// Adds the edits of all uses to the fixes that rename, and the copies to those that copy. Drops those whose new name is taken, and returns these.
pub fn complete(found: &mut [Diagnostic], schemas: &[Schema]) -> Vec<Arc<Fix>> {
    let mut dropped = Vec::new();
    for found in &mut *found {
        if let Some(complete) = found.fix.as_ref().and_then(|fix| fix.with_copy()) {
            found.fix = Some(Arc::new(complete));
        }
    }
    for schema in schemas {
        let (renames, taken) = renames(found, schema);
        let wanted = Wanted::new(&renames);
        if !renames.is_empty() {
            let uses: Vec<Vec<Use>> =
                (0..schema.len as FileId).into_par_iter().map(|id| wanted.uses_in(schema, id)).collect();
            let mut by_target: FxHashMap<Declared, Vec<Use>> = FxHashMap::default();
            for used in uses.into_iter().flatten() {
                by_target.entry(used.to).or_default().push(used);
            }
            for rename in &renames {
                let uses = by_target.get(&rename.declared).map_or(&[][..], Vec::as_slice);
                follow(&mut found[rename.found], schema, rename, uses);
            }
        }
        dropped.extend(taken.into_iter().filter_map(|index| found[index].fix.take()));
    }
    dropped
}

/// The renames in a schema, and the findings whose new name is taken.
fn renames(found: &[Diagnostic], schema: &Schema) -> (Vec<Rename>, Vec<usize>) {
    let wished: Vec<(usize, &Edit)> = found
        .iter()
        .enumerate()
        .filter_map(|(index, found)| Some((index, found.fix.as_ref()?.renames()?)))
        .collect();
    let (mut renames, mut taken) = (Vec::new(), Vec::new());
    if wished.is_empty() {
        return (renames, taken);
    }
    let paths: FxHashSet<&str> = wished.iter().map(|(_, edit)| edit.source.path()).collect();
    let files = schema.visible_files().iter().zip(0..).filter(|(file, _)| paths.contains(&*file.path));
    let names: FxHashMap<(&str, u32), Declared> = files
        .flat_map(|(file, id)| {
            names_in(file).map(move |(start, element)| ((&*file.path, start), (id, element)))
        })
        .collect();
    let mut new_names: FxHashMap<String, Declared> = FxHashMap::default();
    for (index, edit) in wished {
        let Some(&declared) = names.get(&(edit.source.path(), edit.span.start)) else { continue };
        let (id, element) = declared;
        let full = schema.full_name(id, element);
        let scope = full.rfind('.').map_or("", |dot| &full[..dot]);
        let is_taken = is_taken(schema, scope, &edit.text)
            || *new_names.entry(format!("{scope}.{}", edit.text)).or_insert(declared) != declared;
        if is_taken {
            taken.push(index);
        } else {
            let from = String::from_utf8_lossy(&edit.source.bytes()[edit.span]).into_owned();
            renames.push(Rename { found: index, declared, from, to: edit.text.clone() });
        }
    }
    (renames, taken)
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

/// Whether a name is declared in a scope or in one around it, where the renamed declaration would hide it.
fn is_taken(schema: &Schema, scope: &str, name: &str) -> bool {
    let mut scope = Some(scope);
    while let Some(inner) = scope {
        let full = if inner.is_empty() { name.to_owned() } else { format!("{inner}.{name}") };
        if schema.symbols.get(&schema.files, full.as_bytes()).is_some() {
            return true;
        }
        scope = (!inner.is_empty()).then(|| inner.rfind('.').map_or("", |dot| &inner[..dot]));
    }
    false
}

/// Replaces the fix of a finding by one that edits all uses. Drops it if the new name would mean something else in the
/// scope of a use.
fn follow(found: &mut Diagnostic, schema: &Schema, rename: &Rename, uses: &[Use]) {
    let Some(fix) = &found.fix else { return };
    let declared = fix.renames().map(|edit| (edit.source.shared_path().clone(), edit.span));
    let mut seen = FxHashSet::default();
    let mut edits = Vec::with_capacity(uses.len());
    for used in uses {
        let Some(tree) = schema.files[used.file as usize].tree() else { continue };
        let is_written = tree.source.bytes()[used.span] == *rename.from.as_bytes();
        let is_declaration =
            declared.as_ref().is_some_and(|(path, span)| **path == *tree.source.path() && *span == used.span);
        if is_written && !is_declaration && seen.insert((used.file, used.span)) {
            edits.push(Edit { source: tree.source.clone(), span: used.span, text: rename.to.clone() });
        }
    }
    let (id, element) = rename.declared;
    let old = schema.full_name(id, element);
    let declared = old.strip_suffix(&rename.from).map(|scope| format!("{scope}{}", rename.to));
    found.fix = fix.with_uses(edits).map(|fix| Arc::new(fix.declaring(declared.unwrap_or_default())));
}

/// The renamed declarations.
struct Wanted<'r> {
    declared: FxHashSet<Declared>,
    names: FxHashSet<&'r str>,
}

impl<'r> Wanted<'r> {
    fn new(renames: &'r [Rename]) -> Self {
        Self {
            declared: renames.iter().map(|rename| rename.declared).collect(),
            names: renames.iter().map(|rename| &*rename.from).collect(),
        }
    }

    /// The uses of the declarations in a file.
    fn uses_in(&self, schema: &Schema, id: FileId) -> Vec<Use> {
        let mut uses = Vec::new();
        let Some(tree) = schema.files[id as usize].tree() else { return uses };
        let mut add = |span: Span, to: Declared| {
            if self.declared.contains(&to) {
                uses.push(Use { file: id, span, to });
            }
        };
        for used in name_uses(schema, id) {
            names::each_part(schema, tree, used, &mut add);
        }
        comments::each_name(schema, id, tree, |name| self.names.contains(name), &mut add);
        routes::each_field(schema, id, tree, &mut add);
        uses
    }
}
