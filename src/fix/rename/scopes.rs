//! The scopes of a file, by token.

use super::Declared;
use crate::fix::complete::{joined, scopes};
use crate::schema::{Element, File, NO_TOK, Schema, Symbol};
use crate::syntax::Tok;

/// The scopes of a file.
pub struct Scopes {
    /// By first token.
    declared: Vec<Scope>,
    package: String,
}

/// The tokens of a declaration, its full name, and the index of the one around it.
struct Scope {
    first: Tok,
    last: Tok,
    name: String,
    parent: Option<usize>,
}

impl Scopes {
    /// The scopes of a file that was parsed from source.
    pub fn new(file: &File) -> Self {
        let ids = |len: usize, element: fn(u32) -> Element| (0..len as u32).map(element);
        let elements = ids(file.messages.len(), Element::Message)
            .chain(ids(file.enums.len(), Element::Enum))
            .chain(ids(file.services.len(), Element::Service));
        let declared = elements.filter_map(|element| {
            let at = file.at(element);
            let name = (at.first != NO_TOK).then(|| file.full_name(element))?;
            Some(Scope { first: at.first, last: at.last, name, parent: None })
        });
        let mut declared: Vec<Scope> = declared.collect();
        declared.sort_unstable_by_key(|scope| (scope.first, std::cmp::Reverse(scope.last)));
        let mut open: Vec<usize> = Vec::new();
        for index in 0..declared.len() {
            while open.pop_if(|&mut outer| declared[outer].last < declared[index].first).is_some() {}
            declared[index].parent = open.last().copied();
            open.push(index);
        }
        Self { declared, package: file.str(file.package).to_owned() }
    }

    /// What a name in the comment before a token refers to: something in the declaration that follows, or in one around
    /// it, or in the package; otherwise it is a full name, and has several parts.
    pub fn resolve(&self, schema: &Schema, tok: Tok, name: &str) -> Option<Declared> {
        let name = name.trim_matches('.');
        let in_root = self.package.is_empty() || name.contains('.');
        scopes(self.innermost(tok)).filter(|scope| in_root || !scope.is_empty()).find_map(
            |scope| match schema.symbols.get(&schema.files, joined(scope, name).as_bytes())? {
                Symbol::Element(file, element) => Some((file, element)),
                Symbol::Package(_) => None,
            },
        )
    }

    /// The full name of the innermost scope around a token.
    pub fn innermost(&self, tok: Tok) -> &str {
        let before = self.declared.partition_point(|scope| scope.first <= tok);
        let mut scope = before.checked_sub(1);
        while let Some(index) = scope {
            let Scope { last, name, parent, .. } = &self.declared[index];
            if tok <= *last {
                return name;
            }
            scope = *parent;
        }
        &self.package
    }
}
