//! Messages and their bodies.

use super::{
    Body, Decl, Extend, Extensions, Field, Kind, Label, MAX_MESSAGE_DEPTH, Message, Number, Oneof, Parsed,
    Parser, Range, Reserved, ReservedWhat, Tok, Type, Visibility, keywords,
};

impl Parser<'_> {
    /// `message M { … }`
    pub(super) fn message(&mut self, visibility: Option<(Tok, Visibility)>) -> Parsed<Message> {
        let keyword = self.at;
        self.check_depth(keyword)?;
        self.at += 1;
        let name = self.identifier("a message name")?;
        let body = self.body()?;
        let first = visibility.map_or(keyword, |(tok, _)| tok);
        Some(Message { first, visibility: visibility.map(|(_, kind)| kind), keyword, name, body })
    }

    pub(super) fn check_depth(&mut self, keyword: Tok) -> Parsed<()> {
        if self.depth + 1 < MAX_MESSAGE_DEPTH {
            return Some(());
        }
        let message =
            format!("the message is nested too deeply: the limit is {} levels", MAX_MESSAGE_DEPTH - 1);
        self.report("nesting-too-deep", self.span(keyword), message, "move it to an outer scope");
        None
    }

    /// `{ … }` of a message or a group
    pub(super) fn body(&mut self) -> Parsed<Body> {
        self.depth += 1;
        let open = self.open();
        let body = open.map(|open| {
            let mut decls = Vec::new();
            let close = self.block(|parser| {
                decls.push(parser.message_statement()?);
                Some(())
            });
            Body { open, decls, close }
        });
        self.depth -= 1;
        body
    }

    pub(super) fn message_statement(&mut self) -> Parsed<Decl> {
        if let Some(semicolon) = self.eat(b';') {
            return Some(Decl::Empty(semicolon));
        }
        self.statement(keywords::MESSAGE, Self::message_statement_as)
    }

    fn message_statement_as(&mut self, keyword: &[u8]) -> Parsed<Decl> {
        if let Some(decl) = self.shared_statement(keyword)? {
            return Some(decl);
        }
        match keyword {
            b"extensions" => self.extensions().map(|extensions| Decl::Extensions(Box::new(extensions))),
            b"reserved" => self.reserved(false).map(|reserved| Decl::Reserved(Box::new(reserved))),
            b"oneof" => self.oneof().map(|oneof| Decl::Oneof(Box::new(oneof))),
            _ => self.field_as(keyword).map(|field| Decl::Field(Box::new(field))),
        }
    }

    /// `repeated T f = 1 […];`
    pub(super) fn field(&mut self) -> Parsed<Field> {
        self.statement(keywords::LABELS, Self::field_as)
    }

    fn field_as(&mut self, keyword: &[u8]) -> Parsed<Field> {
        let first = self.at;
        let label = match keyword {
            b"optional" => Some(Label::Optional),
            b"required" => Some(Label::Required),
            b"repeated" => Some(Label::Repeated),
            _ => None,
        };
        if label.is_some() {
            self.at += 1;
        }
        let ty = self.field_type()?;
        let name = self.identifier("a field name")?;
        let number =
            if self.equals() { self.number("a field number")? } else { self.missing_number(name, false)? };
        let options = self.brackets()?;
        let (group, last) = if let Type::Group(keyword) = ty {
            if !self.at_symbol(b'{') {
                let message = format!("group `{}` has no body", self.word(name));
                self.fault("missing-body", message, "add its fields in braces");
                return None;
            }
            self.check_depth(keyword)?;
            let body = self.body()?;
            let close = body.close;
            (Some(Box::new(body)), close)
        } else {
            (None, self.end_of_statement()?)
        };
        Some(Field { first, label, ty, name, number, options, group, last })
    }

    /// `int32`, `a.b.C`, `map<K, V>` or `group`
    pub(super) fn field_type(&mut self) -> Parsed<Type> {
        let first = self.at;
        match self.text() {
            b"map" if self.symbol_at(1, b'<') => {
                self.at += 2;
                let key = self.type_name("a key type")?;
                self.expect(b',')?;
                let value = self.type_name("a value type")?;
                let last = self.expect(b'>')?;
                Some(Type::Map { first, key, value, last })
            }
            b"group" => {
                self.at += 1;
                Some(Type::Group(first))
            }
            _ => self.type_name("a type").map(Type::Named),
        }
    }

    /// `oneof o { … }`
    pub(super) fn oneof(&mut self) -> Parsed<Oneof> {
        let first = self.at;
        self.at += 1;
        let name = self.identifier("a oneof name")?;
        let open = self.open()?;
        let mut decls = Vec::new();
        if self.at_symbol(b'}') {
            let message = format!("oneof `{}` has no fields", self.word(name));
            self.fault("empty-oneof", message, "add a field, or remove the oneof");
        }
        let close = self.block(|parser| {
            decls.push(match parser.text() {
                b"option" => Decl::Option(parser.option_statement()?),
                _ => Decl::Field(Box::new(parser.field()?)),
            });
            Some(())
        });
        Some(Oneof { first, name, body: Body { open, decls, close } })
    }

    /// `extend M { … }`
    pub(super) fn extend(&mut self) -> Parsed<Extend> {
        let first = self.at;
        self.at += 1;
        let extendee = self.message_name("the message to extend")?;
        let open = self.open()?;
        let mut decls = Vec::new();
        if self.at_symbol(b'}') {
            self.fault("empty-extend", "this `extend` adds no fields", "add a field, or remove the block");
        }
        let close = self.block(|parser| {
            decls.push(Decl::Field(Box::new(parser.field()?)));
            Some(())
        });
        Some(Extend { first, extendee, body: Body { open, decls, close } })
    }

    /// `extensions 100 to 199, 500 to max […];`
    pub(super) fn extensions(&mut self) -> Parsed<Extensions> {
        let first = self.at;
        self.at += 1;
        let ranges = self.ranges(false, "an extension range")?;
        let options = self.brackets()?;
        let last = self.end_of_statement()?;
        Some(Extensions { first, ranges, options, last })
    }

    /// `reserved 1, 3 to 5;`, `reserved "a";` or `reserved a;`
    pub(super) fn reserved(&mut self, signed: bool) -> Parsed<Reserved> {
        let first = self.at;
        self.at += 1;
        let what = match self.kind() {
            Kind::Str => ReservedWhat::Strings(self.comma_list(|parser| parser.strings("a name in quotes"))?),
            Kind::Ident => ReservedWhat::Idents(self.comma_list(|parser| parser.identifier("a name"))?),
            _ => ReservedWhat::Ranges(self.ranges(signed, "a number, a range or a name")?),
        };
        let last = self.end_of_statement()?;
        Some(Reserved { first, what, last })
    }

    /// `1, 3 to 5, 9 to max`
    pub(super) fn ranges(&mut self, signed: bool, what: &str) -> Parsed<Vec<Range>> {
        self.comma_list(|parser| {
            let start = parser.range_bound(signed, what)?;
            if !parser.at_word(b"to") {
                return Some(Range { start, end: None, to_max: false });
            }
            parser.at += 1;
            if parser.at_word(b"max") {
                let max = parser.at;
                parser.at += 1;
                return Some(Range {
                    start,
                    end: Some(Number { first: max, last: max, value: i32::MAX }),
                    to_max: true,
                });
            }
            let end = parser.range_bound(signed, "the last number of the range or `max`")?;
            Some(Range { start, end: Some(end), to_max: false })
        })
    }
}
