//! Fields in the strings of `google.api.http` and `google.api.method_signature`, which no compiler resolves.

use super::Declared;
use crate::schema::{Element, FileId, MessageValue, Ref, Schema};
use crate::syntax::{Kind, OptionNode, Tok, Tree};
use crate::text::Span;

/// Visits each field that a route or a method signature names.
pub fn each_field(schema: &Schema, id: FileId, tree: &Tree, add: &mut impl FnMut(Span, Declared)) {
    let file = &schema.files[id as usize];
    for (method, &(input, output)) in file.methods.iter().zip(&schema.links[id as usize].methods) {
        let (Some(input), Some(output), Some(set)) = (input, output, method.options) else { continue };
        let resolved = &schema.options[id as usize].sets[set as usize];
        for record in &resolved.records {
            let node = tree.option(record.statement);
            match option_name(schema, &resolved.part(record)).as_str() {
                "google.api.http" => in_route(schema, tree, node, [input, output], add),
                "google.api.method_signature" => {
                    for tok in strings(tree, node) {
                        in_list(schema, tree, tok, input, add);
                    }
                }
                _ => {}
            }
        }
    }
}

fn option_name(schema: &Schema, part: &MessageValue) -> String {
    part.fields.first().map_or_else(String::new, |field| schema.field_name(field.field))
}

/// The string literals without escapes in the value of an option.
fn strings<'t>(tree: &'t Tree, node: &OptionNode) -> impl Iterator<Item = Tok> + use<'t> {
    let is_plain = |&tok: &Tok| {
        tree.tokens[tok as usize].kind == Kind::Str && memchr::memchr(b'\\', tree.text(tok)).is_none()
    };
    (node.value.first..=node.value.last).filter(is_plain)
}

fn in_route(
    schema: &Schema,
    tree: &Tree,
    node: &OptionNode,
    [input, output]: [Ref; 2],
    add: &mut impl FnMut(Span, Declared),
) {
    for tok in strings(tree, node) {
        // `body: "user"`, or `option (google.api.http).body = "user";`
        let key = if tok == node.value.first {
            node.name.last().map_or(tok, |name| name.path.last)
        } else {
            tok - 2
        };
        let (start, text) = content(tree, tok);
        match tree.word(key) {
            "body" => in_path(schema, start, text, input, add),
            "response_body" => in_path(schema, start, text, output, add),
            _ => {
                for (at, variable) in variables(text) {
                    in_path(schema, start + at, variable, input, add);
                }
            }
        }
    }
}

/// The field paths in the braces of a route: `user.id` of `/v1/{user.id=users/*}`, with their positions.
fn variables(route: &str) -> impl Iterator<Item = (usize, &str)> {
    route.match_indices('{').map(|(open, _)| {
        let rest = &route[open + 1..];
        let len = rest.find(['=', '}']).unwrap_or(0);
        (open + 1, &rest[..len])
    })
}

/// `"user,user.name"`
fn in_list(schema: &Schema, tree: &Tree, tok: Tok, message: Ref, add: &mut impl FnMut(Span, Declared)) {
    let (mut start, text) = content(tree, tok);
    for path in text.split(',') {
        let blank = path.len() - path.trim_start().len();
        in_path(schema, start + blank, path.trim(), message, add);
        start += path.len() + 1;
    }
}

/// Visits the fields of a dotted path, from a message on.
fn in_path(
    schema: &Schema,
    mut start: usize,
    path: &str,
    mut message: Ref,
    add: &mut impl FnMut(Span, Declared),
) {
    for part in path.split('.') {
        let Some(field) = schema.field_named(message, part.as_bytes()) else { return };
        let end = start + part.len();
        add(Span::new(start as u32, end as u32), (field.file, Element::Field(field.index)));
        start = end + 1;
        match schema.message_of(field) {
            Some(next) => message = next,
            None => return,
        }
    }
}

/// The text of a string literal, and its position.
fn content(tree: &Tree, tok: Tok) -> (usize, &str) {
    let text = tree.word(tok);
    (tree.span(tok).start as usize + 1, text.get(1..text.len().saturating_sub(1)).unwrap_or_default())
}
