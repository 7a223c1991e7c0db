//! Names in comments: in backquotes, or as links `[text][package.Name]`.

use super::Declared;
use super::names::enclosing;
use crate::schema::{Element, File, FileId, NO_TOK, Schema, Symbol};
use crate::syntax::{Tok, Tree};
use crate::text::Span;

/// Visits each part of the names in comments that refers to a declaration. Only names with a part that `is_wanted` are
/// resolved.
pub fn each_name(
    schema: &Schema,
    id: FileId,
    tree: &Tree,
    is_wanted: impl Fn(&str) -> bool,
    add: &mut impl FnMut(Span, Declared),
) {
    let bytes = tree.source.bytes();
    let mut scopes = None;
    let mut end = 0;
    for (token, tok) in tree.tokens.iter().zip(0..) {
        let (start, next) = (end, token.span.start as usize);
        end = token.span.end as usize;
        let gap = &bytes[start..next];
        if memchr::memchr2(b'`', b'[', gap).is_none() {
            continue;
        }
        for (name, at) in names(gap, start) {
            if !name.split('.').any(&is_wanted) {
                continue;
            }
            let scopes = scopes.get_or_insert_with(|| Scopes::new(&schema.files[id as usize]));
            if let Some(declared) = scopes.resolve(schema, tok, name) {
                each_part(schema, name, at, declared, add);
            }
        }
    }
}

/// The names in the comments of a gap, with their positions.
fn names(gap: &[u8], start: usize) -> impl Iterator<Item = (&str, usize)> {
    let mut at = 0;
    std::iter::from_fn(move || {
        loop {
            let open = at + memchr::memchr2(b'`', b'[', &gap[at..])?;
            let first = open + 1;
            let len = gap[first..].iter().take_while(|&&byte| is_in_name(byte)).count();
            let close = if gap[open] == b'`' { b'`' } else { b']' };
            at = first;
            if len > 0 && gap.get(first + len) == Some(&close) {
                at = first + len + usize::from(close == b'`');
                if let Ok(name) = std::str::from_utf8(&gap[first..first + len]) {
                    return Some((name, start + first));
                }
            }
        }
    })
}

fn is_in_name(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || byte == b'_' || byte == b'.'
}

/// Visits each part of a name.
fn each_part(
    schema: &Schema,
    name: &str,
    at: usize,
    declared: Declared,
    add: &mut impl FnMut(Span, Declared),
) {
    let mut to = Some(declared);
    let mut end = at + name.len();
    for part in name.rsplit('.') {
        let Some(declared) = to.filter(|_| !part.is_empty()) else { return };
        add(Span::new((end - part.len()) as u32, end as u32), declared);
        to = enclosing(schema, declared);
        end -= part.len() + 1;
    }
}

/// The scopes of a file: the tokens of each declaration with its full name, by first token.
struct Scopes {
    declared: Vec<(Tok, Tok, String)>,
    package: String,
}

impl Scopes {
    fn new(file: &File) -> Self {
        let ids = |len: usize, element: fn(u32) -> Element| (0..len as u32).map(element);
        let elements = ids(file.messages.len(), Element::Message)
            .chain(ids(file.enums.len(), Element::Enum))
            .chain(ids(file.services.len(), Element::Service));
        let declared = elements.filter_map(|element| {
            let at = file.at(element);
            (at.first != NO_TOK).then(|| (at.first, at.last, file.full_name(element)))
        });
        let mut declared: Vec<_> = declared.collect();
        declared.sort_unstable_by_key(|(first, last, _)| (*first, std::cmp::Reverse(*last)));
        Self { declared, package: file.str(file.package).to_owned() }
    }

    /// What a name in the comment before a token refers to: something in the declaration that follows, or in one around
    /// it, or in the package; otherwise it is a full name.
    fn resolve(&self, schema: &Schema, tok: Tok, name: &str) -> Option<Declared> {
        let name = name.trim_start_matches('.').trim_end_matches('.');
        let mut scope = self.innermost(tok);
        loop {
            let full = if scope.is_empty() { name.to_owned() } else { format!("{scope}.{name}") };
            match schema.symbols.get(&schema.files, full.as_bytes()) {
                Some(Symbol::Element(file, element)) => return Some((file, element)),
                _ if scope.is_empty() => return None,
                _ => scope = scope.rfind('.').map_or("", |dot| &scope[..dot]),
            }
        }
    }

    fn innermost(&self, tok: Tok) -> &str {
        let end = self.declared.partition_point(|(first, ..)| *first <= tok);
        let around = self.declared[..end].iter().rev().find(|(_, last, _)| tok <= *last);
        around.map_or(&self.package, |(.., name)| name)
    }
}
