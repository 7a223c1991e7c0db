//! Writes declarations and bodies.

use super::gap::Gap;
use super::writer::{Sep, Writer};
use crate::syntax::{
    Body, Decl, Enum, EnumItem, EnumValue, Extend, Extensions, Field, Import, ImportKind, Kind, Message,
    Method, MethodBody, MethodItem, MethodType, Number, Oneof, OptionId, Package, Path, Range, Reserved,
    ReservedWhat, Service, ServiceItem, Strings, Tok, Tree, Type,
};

/// An item of a body.
enum Item<'t> {
    Decl(&'t Decl),
    Value(&'t EnumValue),
    Reserved(&'t Reserved),
    Method(&'t Method),
    Option(OptionId),
}

impl Decl {
    /// The first and the last token.
    pub fn tokens(&self, tree: &Tree) -> (Tok, Tok) {
        match self {
            Self::Empty(tok) => (*tok, *tok),
            Self::Package(package) => (package.first, package.last),
            Self::Import(import) => (import.first, import.last),
            Self::Option(id) => (tree.option(*id).first, tree.option(*id).last),
            Self::Message(message) => (message.first, message.body.close),
            Self::Enum(decl) => (decl.first, decl.close),
            Self::Service(service) => (service.first, service.close),
            Self::Extend(extend) => (extend.first, extend.body.close),
            Self::Field(field) => (field.first, field.last),
            Self::Oneof(oneof) => (oneof.first, oneof.body.close),
            Self::Extensions(extensions) => (extensions.first, extensions.last),
            Self::Reserved(reserved) => (reserved.first, reserved.last),
        }
    }
}

impl Item<'_> {
    fn first(&self, tree: &Tree) -> Tok {
        match self {
            Self::Decl(decl) => decl.tokens(tree).0,
            Self::Value(value) => value.name,
            Self::Reserved(reserved) => reserved.first,
            Self::Method(method) => method.first,
            Self::Option(id) => tree.option(*id).first,
        }
    }
}

impl<'t> Writer<'t> {
    /// The next token after `last`, skipping empty statements, which are not written.
    pub fn next_kept(&self, last: Tok) -> Tok {
        let mut next = last + 1;
        while self.tree.tokens[next as usize].kind == Kind::Symbol(b';') {
            next += 1;
        }
        next
    }

    /// Writes comments and blank lines before a declaration.
    pub fn lead(&mut self, gap: &Gap, is_first_of_body: bool) {
        for (index, comment) in gap.comments.iter().enumerate() {
            self.newline();
            if comment.newlines > 1 && !(is_first_of_body && index == 0) {
                self.blank_line();
            }
            self.comment(comment);
        }
        self.newline();
        if gap.newlines > 1 && !(is_first_of_body && gap.comments.is_empty()) {
            self.blank_line();
        }
    }

    /// `syntax = "proto3";`
    pub fn syntax(&mut self) {
        let Some(syntax) = self.tree.syntax else { return };
        self.raw_token(syntax.first, Sep::None);
        self.token(syntax.first + 1, Sep::Space);
        self.strings(Strings { first: syntax.value, last: syntax.last - 1 });
        self.end(syntax.last);
    }

    /// Writes a declaration without its leading comments.
    pub fn decl(&mut self, decl: &'t Decl) {
        match decl {
            Decl::Empty(_) => {}
            Decl::Package(package) => self.package(package),
            Decl::Import(import) => self.import(import),
            Decl::Option(id) => self.option_statement(*id),
            Decl::Message(message) => self.message(message),
            Decl::Enum(decl) => self.enumeration(decl),
            Decl::Service(service) => self.service(service),
            Decl::Extend(extend) => self.extend(extend),
            Decl::Field(field) => self.field(field),
            Decl::Oneof(oneof) => self.oneof(oneof),
            Decl::Extensions(extensions) => self.extensions(extensions),
            Decl::Reserved(reserved) => self.reserved(reserved),
        }
    }

    fn item(&mut self, item: &Item<'t>) {
        match item {
            Item::Decl(decl) => self.decl(decl),
            Item::Value(value) => self.enum_value(value),
            Item::Reserved(reserved) => self.reserved(reserved),
            Item::Method(method) => self.method(method),
            Item::Option(id) => self.option_statement(*id),
        }
    }

    fn package(&mut self, package: &Package) {
        self.raw_token(package.first, Sep::None);
        self.path(package.name, Sep::Space);
        self.end(package.last);
    }

    fn import(&mut self, import: &Import) {
        self.raw_token(import.first, Sep::None);
        if import.kind != ImportKind::Plain {
            self.token(import.first + 1, Sep::Space);
        }
        self.strings(import.path);
        self.end(import.last);
    }

    fn message(&mut self, message: &'t Message) {
        self.head(message.first, message.keyword);
        self.name(message.name, Sep::Space);
        self.body(&message.body);
    }

    /// Writes the tokens before a body or a `;`.
    fn head(&mut self, first: Tok, last: Tok) {
        self.raw_token(first, Sep::None);
        for tok in first + 1..=last {
            self.token(tok, Sep::Space);
        }
    }

    fn enumeration(&mut self, decl: &'t Enum) {
        self.head(decl.first, decl.keyword);
        self.name(decl.name, Sep::Space);
        let items = decl.items.iter().filter_map(|item| match item {
            EnumItem::Empty(_) => None,
            EnumItem::Value(value) => Some(Item::Value(value)),
            EnumItem::Option(id) => Some(Item::Option(*id)),
            EnumItem::Reserved(reserved) => Some(Item::Reserved(reserved)),
        });
        self.block(decl.open, &items.collect::<Vec<_>>(), decl.close);
    }

    fn service(&mut self, service: &'t Service) {
        self.raw_token(service.first, Sep::None);
        self.name(service.name, Sep::Space);
        let items = service.items.iter().filter_map(|item| match item {
            ServiceItem::Empty(_) => None,
            ServiceItem::Method(method) => Some(Item::Method(method)),
            ServiceItem::Option(id) => Some(Item::Option(*id)),
        });
        self.block(service.open, &items.collect::<Vec<_>>(), service.close);
    }

    fn extend(&mut self, extend: &'t Extend) {
        self.raw_token(extend.first, Sep::None);
        self.path(extend.extendee, Sep::Space);
        self.body(&extend.body);
    }

    fn oneof(&mut self, oneof: &'t Oneof) {
        self.raw_token(oneof.first, Sep::None);
        self.name(oneof.name, Sep::Space);
        self.body(&oneof.body);
    }

    fn body(&mut self, body: &'t Body) {
        let items = body.decls.iter().filter(|decl| !matches!(decl, Decl::Empty(_))).map(Item::Decl);
        self.block(body.open, &items.collect::<Vec<_>>(), body.close);
    }

    fn method_body(&mut self, body: &'t MethodBody) {
        let items = body.items.iter().filter_map(|item| match item {
            MethodItem::Empty(_) => None,
            MethodItem::Option(id) => Some(Item::Option(*id)),
        });
        self.block(body.open, &items.collect::<Vec<_>>(), body.close);
    }

    /// Writes a body: `{}` if it is empty, otherwise one line per item, unless it is short and stays on its line.
    fn block(&mut self, open: Tok, items: &[Item<'t>], close: Tok) {
        if self.may_be_on_one_line(open, close)
            && self.try_on_one_line(|writer| writer.short(open, items, close))
        {
            return self.after(close);
        }
        self.token(open, Sep::Space);
        let next = items.first().map_or(close, |item| item.first(self.tree));
        let mut gap = self.take_gap(next);
        if items.is_empty() && gap.comments.is_empty() {
            self.raw_token(close, Sep::None);
            return self.after(close);
        }
        if !items.is_empty() {
            let trailing = gap.split_ending_line();
            self.trailing(&trailing);
        }
        self.indent();
        let mut is_first = true;
        for item in items {
            if !is_first {
                gap = self.take_gap(item.first(self.tree));
            }
            self.lead(&gap, is_first);
            self.item(item);
            is_first = false;
        }
        if !is_first {
            gap = self.take_gap(close);
        }
        self.closing(&gap, is_first);
        self.outdent();
        self.newline();
        self.raw_token(close, Sep::None);
        self.after(close);
    }

    /// Writes a body without comments on one line.
    fn short(&mut self, open: Tok, items: &[Item<'t>], close: Tok) {
        self.token(open, Sep::Space);
        for item in items {
            self.separate(Sep::Space);
            self.item(item);
        }
        self.raw_token(close, if items.is_empty() { Sep::None } else { Sep::Space });
    }

    /// Writes the comments before a closing brace. Blank lines between them are dropped, except before the last lines
    /// if these are directly above the brace.
    pub fn closing(&mut self, gap: &Gap, is_first_of_body: bool) {
        let last_block = gap.comments.iter().rposition(|comment| comment.newlines > 1).unwrap_or(0);
        for (index, comment) in gap.comments.iter().enumerate() {
            self.newline();
            let touches = gap.newlines < 2 && index == last_block;
            if comment.newlines > 1 && touches && !(is_first_of_body && index == 0) {
                self.blank_line();
            }
            self.comment(comment);
        }
    }

    /// Writes the trailing comments of a declaration.
    fn after(&mut self, last: Tok) {
        let trailing = self.take_trailing(self.next_kept(last));
        self.trailing(&trailing);
    }

    /// `;` and its trailing comments.
    pub fn end(&mut self, last: Tok) {
        self.token(last, Sep::None);
        self.after(last);
    }

    fn field(&mut self, field: &'t Field) {
        let mut at_start = true;
        let mut put = |writer: &mut Self, tok: Tok| {
            if std::mem::take(&mut at_start) {
                writer.raw_token(tok, Sep::None);
            } else {
                writer.token(tok, Sep::Space);
            }
        };
        if field.label.is_some() {
            put(self, field.first);
        }
        match field.ty {
            Type::Named(path) => {
                put(self, path.first);
                self.after_name = true;
                self.rest_of_path(path);
            }
            Type::Map { first, key, value, last } => {
                put(self, first);
                self.after_name = true;
                self.token(first + 1, Sep::None);
                self.path(key, Sep::None);
                self.token(key.last + 1, Sep::None);
                self.path(value, Sep::Space);
                self.token(last, Sep::None);
            }
            Type::Group(word) => put(self, word),
        }
        self.name(field.name, Sep::Space);
        self.number(field.name + 1, field.number);
        if let Some(options) = &field.options {
            self.brackets(options);
        }
        match &field.group {
            Some(body) => self.body(body),
            None => self.end(field.last),
        }
    }

    fn enum_value(&mut self, value: &EnumValue) {
        self.first_name(value.name);
        self.number(value.name + 1, value.number);
        if let Some(options) = &value.options {
            self.brackets(options);
        }
        self.end(value.last);
    }

    /// `= 1`
    fn number(&mut self, equals: Tok, number: Number) {
        self.token(equals, Sep::Space);
        self.mark_equals();
        self.signed(number.first, number.last, Sep::Space);
    }

    /// A number with its sign.
    pub fn signed(&mut self, first: Tok, last: Tok, sep: Sep) {
        self.token(first, sep);
        for tok in first + 1..=last {
            self.token(tok, Sep::None);
        }
    }

    fn extensions(&mut self, extensions: &Extensions) {
        self.raw_token(extensions.first, Sep::None);
        self.ranges(&extensions.ranges);
        if let Some(options) = &extensions.options {
            self.brackets(options);
        }
        self.end(extensions.last);
    }

    fn reserved(&mut self, reserved: &Reserved) {
        self.raw_token(reserved.first, Sep::None);
        match &reserved.what {
            ReservedWhat::Ranges(ranges) => self.ranges(ranges),
            ReservedWhat::Strings(all) => self.list(all, |writer, strings| {
                writer.strings(*strings);
                strings.last
            }),
            ReservedWhat::Idents(all) => self.list(all, |writer, tok| {
                writer.token(*tok, Sep::Space);
                *tok
            }),
        }
        self.end(reserved.last);
    }

    fn ranges(&mut self, ranges: &[Range]) {
        self.list(ranges, |writer, range| {
            writer.signed(range.start.first, range.start.last, Sep::Space);
            let Some(end) = range.end else { return range.start.last };
            writer.token(range.start.last + 1, Sep::Space);
            writer.signed(end.first, end.last, Sep::Space);
            end.last
        });
    }

    /// Writes a comma-separated list; `write` returns the last token of an element.
    fn list<T>(&mut self, elements: &[T], mut write: impl FnMut(&mut Self, &T) -> Tok) {
        for (index, element) in elements.iter().enumerate() {
            let last = write(self, element);
            if index + 1 < elements.len() {
                self.token(last + 1, Sep::None);
            }
        }
    }

    fn method(&mut self, method: &'t Method) {
        self.raw_token(method.first, Sep::None);
        self.name(method.name, Sep::Space);
        self.method_type(method.name + 1, method.input, Sep::None);
        let returns = method.input.path.last + 2;
        self.token(returns, Sep::Space);
        self.method_type(returns + 1, method.output, Sep::Space);
        match &method.body {
            Some(body) => self.method_body(body),
            None => self.end(method.last),
        }
    }

    /// `(stream M)`. A comment after `stream` splits it; one after the parenthesis indents what follows.
    fn method_type(&mut self, open: Tok, ty: MethodType, sep: Sep) {
        let close = ty.path.last + 1;
        self.token(open, sep);
        let is_apart = ty.stream.is_some_and(|stream| self.line_comment_follows(stream))
            || self.has_comment_of_lines(open, close);
        let indents = self.line_comment_follows(open);
        if is_apart && !indents {
            self.newline();
        }
        if is_apart || indents {
            self.indent();
        }
        match ty.stream {
            Some(stream) => {
                self.token(stream, Sep::None);
                self.path(ty.path, Sep::Space);
            }
            None => self.path(ty.path, Sep::None),
        }
        let gap = self.take_gap(close);
        self.inline_comments(&gap.comments, Sep::Space);
        if is_apart || indents {
            self.outdent();
        }
        self.raw_token(close, if is_apart { Sep::Line } else { Sep::None });
    }

    /// A name at the start of a declaration.
    fn first_name(&mut self, tok: Tok) {
        self.raw_token(tok, Sep::None);
        self.after_name = true;
    }

    /// A dotted name.
    pub fn path(&mut self, path: Path, sep: Sep) {
        self.name(path.first, sep);
        self.rest_of_path(path);
    }

    fn rest_of_path(&mut self, path: Path) {
        for tok in path.first + 1..=path.last {
            self.name(tok, Sep::None);
        }
    }
}
