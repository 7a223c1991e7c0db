//! The edits of renames: the declared name, and all uses of it. These are the names of types, of options, and of fields
//! and values in option values, names in comments, and fields in HTTP routes.

mod comments;
mod names;
mod routes;
mod scopes;

use std::sync::OnceLock;

use rayon::prelude::*;
use rustc_hash::{FxHashMap, FxHashSet};

use super::complete::{joined, scopes};
use crate::compile::{is_embedded, name_uses};
use crate::diag::{Edit, Pending, Rename};
use crate::schema::{Element, FileId, NO_TOK, Schema, json_name};
use crate::syntax::Tree;
use crate::text::Span;
use scopes::Scopes;

/// A declaration.
pub type Declared = (FileId, Element);

/// A rename of a declaration.
pub struct NewName<'r> {
    declared: Declared,
    from: String,
    to: &'r str,
    writes_json_name: bool,
}

impl<'r> NewName<'r> {
    /// The rename of a declaration.
    pub fn new(declared: Declared, pending: &'r Pending) -> Self {
        let writes_json_name = matches!(pending, Pending::Rename(Rename { writes_json_name: true, .. }));
        Self { declared, from: pending.from().into_owned(), to: pending.to(), writes_json_name }
    }
}

/// A use of a declared name, or of one part of a dotted name.
struct Use {
    file: FileId,
    /// The part.
    span: Span,
    /// What it refers to.
    to: Declared,
}

/// The edits of each rename; `None` if the new name would mean something else in the scope of a use.
pub fn edits_of_renames(schema: &Schema, renames: &[NewName<'_>]) -> Vec<Option<Vec<Edit>>> {
    if renames.is_empty() {
        return Vec::new();
    }
    let wanted = Wanted {
        declared: renames.iter().map(|rename| rename.declared).collect(),
        names: renames.iter().map(|rename| &*rename.from).collect(),
    };
    let uses: Vec<Vec<Use>> =
        (0..schema.len as FileId).into_par_iter().map(|id| wanted.uses_in(schema, id)).collect();
    let mut by_target: FxHashMap<Declared, Vec<Use>> = FxHashMap::default();
    for used in uses.into_iter().flatten() {
        by_target.entry(used.to).or_default().push(used);
    }
    let known = known_names(schema, renames);
    let scopes: Vec<OnceLock<Scopes>> = schema.files.iter().map(|_| OnceLock::new()).collect();
    let edits = renames.par_iter().map(|rename| {
        let uses = by_target.get(&rename.declared).map_or(&[][..], Vec::as_slice);
        let is_hidden =
            known.contains(rename.to) && uses.iter().any(|used| rename.is_hidden(schema, &scopes, used));
        (!is_hidden).then(|| rename.edits(schema, uses)).flatten()
    });
    edits.collect()
}

/// Which of the new names are declared anywhere.
fn known_names<'r>(schema: &Schema, renames: &[NewName<'r>]) -> FxHashSet<&'r str> {
    let new: FxHashSet<&str> = renames.iter().map(|rename| rename.to).collect();
    let mut known = FxHashSet::default();
    for file in schema.visible_files() {
        let messages = file.messages.iter().map(|message| message.name);
        let enums = file.enums.iter().map(|declared| declared.name);
        let fields = file.fields.iter().map(|field| field.name);
        let values = file.values.iter().map(|value| value.name);
        let names = messages.chain(enums).chain(fields).chain(values);
        known.extend(names.filter_map(|name| new.get(file.str(name))));
    }
    known
}

impl NewName<'_> {
    fn edits(&self, schema: &Schema, uses: &[Use]) -> Option<Vec<Edit>> {
        let (id, element) = self.declared;
        let file = &schema.files[id as usize];
        let tree = file.tree()?;
        let name = tree.span(file.at(element).name);
        let edit =
            |tree: &Tree, span: Span| Edit { source: tree.source.clone(), span, text: self.to.to_owned() };
        let mut seen = FxHashSet::from_iter([(id, name)]);
        let mut edits = vec![edit(tree, name)];
        if self.writes_json_name {
            edits.push(self.json_name(tree, file.at(element).last)?);
        }
        for used in uses {
            let Some(tree) = schema.files[used.file as usize].tree() else { continue };
            let is_written = tree.source.bytes()[used.span] == *self.from.as_bytes();
            if is_written && seen.insert((used.file, used.span)) {
                edits.push(edit(tree, used.span));
            }
        }
        Some(edits)
    }

    /// Writes the JSON name that follows from the old name; `end` is the `;` of the field.
    fn json_name(&self, tree: &Tree, end: u32) -> Option<Edit> {
        let option = format!("json_name = \"{}\"", String::from_utf8_lossy(&json_name(self.from.as_bytes())));
        let before_end = end.checked_sub(1).filter(|_| end != NO_TOK)?;
        let span = tree.span(before_end);
        let (at, text) = match tree.text(before_end) {
            b"]" => (span.start, format!(", {option}")),
            _ => (span.end, format!(" [{option}]")),
        };
        Some(Edit { source: tree.source.clone(), span: Span::at(at), text })
    }

    /// Whether a scope between a use and the declaration declares the new name, so that the use would refer to that.
    /// Treats every use as if it were not qualified, which is stricter.
    fn is_hidden(&self, schema: &Schema, scopes_of: &[OnceLock<Scopes>], used: &Use) -> bool {
        let file = &schema.files[used.file as usize];
        let Some(tree) = file.tree() else { return false };
        let old = schema.full_name(self.declared.0, self.declared.1);
        let declaring = old.rfind('.').map_or("", |dot| &old[..dot]);
        let tok = tree.tokens.partition_point(|token| token.span.start < used.span.start) as u32;
        let inside = scopes_of[used.file as usize].get_or_init(|| Scopes::new(file));
        let inner = scopes(inside.innermost(tok)).take_while(|scope| *scope != declaring);
        let declares =
            |scope: &str| schema.symbols.get(&schema.files, joined(scope, self.to).as_bytes()).is_some();
        inner.filter(|scope| !scope.is_empty()).any(declares)
    }
}

/// The renamed declarations.
struct Wanted<'r> {
    declared: FxHashSet<Declared>,
    names: FxHashSet<&'r str>,
}

impl Wanted<'_> {
    /// The uses of the declarations in a file.
    fn uses_in(&self, schema: &Schema, id: FileId) -> Vec<Use> {
        let mut uses = Vec::new();
        let file = &schema.files[id as usize];
        let Some(tree) = file.tree().filter(|_| !is_embedded(&file.name)) else { return uses };
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
