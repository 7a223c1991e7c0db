//! The body of a message or an enum, to place `reserved` statements.

use crate::syntax::{self, Decl, EnumItem, OptionId, Reserved, Tok, Tree};

/// The body of a message, a group or an enum.
pub struct Body<'t> {
    /// The `{`.
    pub open: Tok,
    /// The `}`.
    pub close: Tok,
    /// The last token of its leading options.
    pub options_end: Option<Tok>,
    /// The `reserved` statements, in order.
    pub reserved: Vec<&'t Reserved>,
}

/// The body that ends at this brace.
pub fn find(tree: &Tree, close: Tok) -> Option<Body<'_>> {
    find_in(tree, &tree.decls, close)
}

/// The depth of declarations is bounded by the parser.
fn find_in<'t>(tree: &'t Tree, decls: &'t [Decl], close: Tok) -> Option<Body<'t>> {
    let around = decls.iter().find_map(|decl| match decl {
        Decl::Enum(found) if found.close == close => Some(Around::Enum(found)),
        decl => braces(decl).filter(|body| (body.open..=body.close).contains(&close)).map(Around::Body),
    })?;
    match around {
        Around::Enum(found) => Some(of_enum(tree, found)),
        Around::Body(body) if body.close == close => Some(of_message(tree, body)),
        Around::Body(body) => find_in(tree, &body.decls, close),
    }
}

enum Around<'t> {
    Enum(&'t syntax::Enum),
    Body(&'t syntax::Body),
}

fn braces(decl: &Decl) -> Option<&syntax::Body> {
    match decl {
        Decl::Message(message) => Some(&message.body),
        Decl::Extend(extend) => Some(&extend.body),
        Decl::Oneof(oneof) => Some(&oneof.body),
        Decl::Field(field) => field.group.as_deref(),
        _ => None,
    }
}

fn of_message<'t>(tree: &Tree, body: &'t syntax::Body) -> Body<'t> {
    let option = |decl: &Decl| if let Decl::Option(id) = decl { Some(*id) } else { None };
    let reserved = |decl: &'t Decl| if let Decl::Reserved(found) = decl { Some(&**found) } else { None };
    Body {
        open: body.open,
        close: body.close,
        options_end: end(tree, body.decls.iter().map_while(option)),
        reserved: body.decls.iter().filter_map(reserved).collect(),
    }
}

fn of_enum<'t>(tree: &Tree, found: &'t syntax::Enum) -> Body<'t> {
    let option = |item: &EnumItem| if let EnumItem::Option(id) = item { Some(*id) } else { None };
    let reserved =
        |item: &'t EnumItem| if let EnumItem::Reserved(found) = item { Some(&**found) } else { None };
    Body {
        open: found.open,
        close: found.close,
        options_end: end(tree, found.items.iter().map_while(option)),
        reserved: found.items.iter().filter_map(reserved).collect(),
    }
}

fn end(tree: &Tree, options: impl Iterator<Item = OptionId>) -> Option<Tok> {
    options.last().map(|id| tree.option(id).last)
}
