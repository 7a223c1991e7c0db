//! A name in a file that refers to a declaration.

use crate::schema::{Element, FileId, Ref, Schema, TokRange};
use crate::syntax::{self, Tree, ValueKind};

/// A name that refers to a declaration.
#[derive(Clone, Copy, Debug)]
pub struct NameUse {
    /// The tokens of the name, which can be dotted.
    pub at: TokRange,
    /// The file of the declaration.
    pub file: FileId,
    /// The declaration.
    pub element: Element,
}

impl NameUse {
    /// The use of a declaration in `at`.
    pub(super) fn new(at: TokRange, to: Ref, element: fn(u32) -> Element) -> Self {
        Self { at, file: to.file, element: element(to.index) }
    }
}

/// The enum value that an option value names.
pub(super) fn enum_value(
    schema: &Schema,
    ty: Ref,
    tree: &Tree,
    value: syntax::OptionValue,
) -> Option<NameUse> {
    let to = schema.value_at(ty, tree.text(value.first)).filter(|_| value.kind == ValueKind::Ident)?;
    Some(NameUse::new(TokRange { first: value.first, last: value.last }, to, Element::Value))
}
