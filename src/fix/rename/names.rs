//! The parts of dotted names.

use super::Declared;
use crate::compile::NameUse;
use crate::schema::{Element, Schema};
use crate::syntax::{Kind, Tree};
use crate::text::Span;

/// Visits each part of a name that refers to a declaration, not to a package.
pub fn each_part(schema: &Schema, tree: &Tree, used: NameUse, add: &mut impl FnMut(Span, Declared)) {
    let mut to = Some((used.file, used.element));
    let parts = (used.at.first..=used.at.last).rev();
    for tok in parts.filter(|&tok| tree.tokens[tok as usize].kind == Kind::Ident) {
        let Some(declared) = to else { return };
        add(tree.span(tok), declared);
        to = enclosing(schema, declared);
    }
}

/// The message that contains a declaration.
pub fn enclosing(schema: &Schema, (id, element): Declared) -> Option<Declared> {
    let file = &schema.files[id as usize];
    let parent = match element {
        Element::Message(index) => file.messages[index as usize].parent,
        Element::Enum(index) => file.enums[index as usize].parent,
        Element::Field(index) => file.fields[index as usize].parent,
        Element::Oneof(index) => Some(file.oneofs[index as usize].parent),
        // The name of a value is in the scope of its enum.
        Element::Value(index) => file.enums[file.values[index as usize].parent as usize].parent,
        Element::Method(index) => return Some((id, Element::Service(file.methods[index as usize].parent))),
        Element::File | Element::Service(_) | Element::ExtensionRange(_) => None,
    };
    Some((id, Element::Message(parent?)))
}
