//! Names in comments: in backquotes, or as links `[text][package.Name]`.

use super::Declared;
use super::names::enclosing;
use super::scopes::Scopes;
use crate::schema::{FileId, Schema};
use crate::syntax::Tree;
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
