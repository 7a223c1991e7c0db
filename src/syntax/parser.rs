//! Tokens to a tree: recursive descent over declarations, one function a construct.
//!
//! A function that cannot go on has reported why and returns `None`; the caller skips to the end of the statement
//! and carries on behind it. Only messages nest, and their depth is bounded, so the stack is too.

use super::literal;
use super::token::{Kind, Tok, Token};
use super::tree::*;
use crate::diag::{Diagnostic, Place};
use crate::text::{Source, Span};

/// A node, or nothing because of a fault that has been reported.
type Parsed<T> = Option<T>;

/// protoc accepts 31 messages inside each other and refuses the 32nd.
const MAX_MESSAGE_DEPTH: u32 = 32;

/// Builds the tree of `source` from its tokens. `faults` are the lexer's; they come first in the result.
pub fn parse(source: &Source, tokens: Vec<Token>, faults: Vec<Diagnostic>) -> (Tree, Vec<Diagnostic>) {
    let mut parser = Parser {
        source,
        bytes: source.bytes(),
        tokens: &tokens,
        at: 0,
        depth: 0,
        level: Level::Proto2,
        options: Vec::new(),
        lexed: faults.len(),
        faults,
    };
    let (syntax, decls) = parser.file();
    let Parser { options, faults, .. } = parser;
    (Tree { source: source.clone(), tokens, syntax, decls, options, damaged: false }, faults)
}

struct Parser<'s> {
    source: &'s Source,
    bytes: &'s [u8],
    tokens: &'s [Token],
    at: Tok,
    depth: u32,
    level: Level,
    options: Vec<OptionNode>,
    /// How many of the faults are the lexer's.
    lexed: usize,
    faults: Vec<Diagnostic>,
}

impl<'s> Parser<'s> {
    /// `syntax = "proto3"; …`
    fn file(&mut self) -> (Option<Syntax>, Vec<Decl>) {
        let syntax = if self.at_word(b"syntax") || self.at_word(b"edition") {
            let Some(syntax) = self.syntax() else { return (None, Vec::new()) };
            if syntax.level.is_none() {
                // An unknown level has unknown rules: anything said about the rest would be a guess.
                return (Some(syntax), Vec::new());
            }
            self.level = syntax.level.unwrap_or(Level::Proto2);
            Some(syntax)
        } else {
            None
        };
        let mut decls = Vec::new();
        while !self.at_end() {
            if self.at_symbol(b'}') {
                self.fault(
                    "unmatched-brace",
                    "this `}` closes nothing",
                    "remove it, or add the `{` it belongs to",
                );
                self.at += 1;
                continue;
            }
            match self.file_statement() {
                Some(decl) => decls.push(decl),
                None => self.recover(),
            }
        }
        (syntax, decls)
    }

    /// `syntax = "proto3";` or `edition = "2023";`
    fn syntax(&mut self) -> Parsed<Syntax> {
        let first = self.at;
        let edition = self.at_word(b"edition");
        self.at += 1;
        self.expect(b'=')?;
        let value = self.strings("the quoted name of a syntax or an edition")?;
        let mut text = Vec::new();
        for tok in value.first..=value.last {
            literal::unescape(&self.bytes[self.tokens[tok as usize].span], &mut text);
        }
        let level = match (edition, text.as_slice()) {
            (false, b"proto2") => Some(Level::Proto2),
            (false, b"proto3") => Some(Level::Proto3),
            (true, b"2023") => Some(Level::Edition2023),
            (true, b"2024") => Some(Level::Edition2024),
            (true, b"2026") => Some(Level::Edition2026),
            (true, b"UNSTABLE") => Some(Level::Unstable),
            _ => None,
        };
        let last = self.end_of_statement()?;
        if level.is_none() {
            let span = self.span(value.first).to(self.span(value.last));
            let text = String::from_utf8_lossy(&text);
            if edition {
                self.report(
                    "unknown-edition",
                    span,
                    format!("there is no edition `{text}`"),
                    "the editions are 2023, 2024 and 2026",
                );
            } else {
                self.report(
                    "unknown-syntax",
                    span,
                    format!("there is no syntax `{text}`"),
                    "use \"proto2\" or \"proto3\", or an `edition` statement",
                );
            }
        }
        Some(Syntax { first, value: value.first, last, level })
    }

    fn file_statement(&mut self) -> Parsed<Decl> {
        if let Some(semicolon) = self.eat(b';') {
            return Some(Decl::Empty(semicolon));
        }
        if self.kind() != Kind::Ident {
            self.expected_statement();
            return None;
        }
        match self.text() {
            b"import" => self.import().map(Decl::Import),
            b"package" => self.package().map(Decl::Package),
            b"service" => self.service().map(|service| Decl::Service(Box::new(service))),
            _ => self.shared_statement()?.or_else(|| {
                self.expected_statement();
                None
            }),
        }
    }

    /// The statements that files and messages share. The outer option is for faults, the inner one for "none of
    /// these".
    #[expect(clippy::option_option, reason = "a fault and no match are different answers")]
    fn shared_statement(&mut self) -> Parsed<Option<Decl>> {
        let decl = match self.text() {
            b"message" => self.message(None).map(|message| Decl::Message(Box::new(message))),
            b"enum" => self.enumeration(None).map(|enumeration| Decl::Enum(Box::new(enumeration))),
            b"extend" => self.extend().map(|extend| Decl::Extend(Box::new(extend))),
            b"option" => self.option_statement().map(Decl::Option),
            b"export" if self.level >= Level::Edition2024 => self.with_visibility(Visibility::Export),
            b"local" if self.level >= Level::Edition2024 => self.with_visibility(Visibility::Local),
            _ => return Some(None),
        };
        decl.map(Some)
    }

    fn expected_statement(&mut self) {
        let message = format!("{} does not start a declaration", self.describe());
        let help = "a file holds `import`, `package`, `option`, `message`, `enum`, `service` and `extend`";
        self.fault("unexpected-token", message, help);
    }

    /// `export message M { … }`
    fn with_visibility(&mut self, visibility: Visibility) -> Parsed<Decl> {
        let first = self.at;
        self.at += 1;
        if self.at_word(b"message") {
            return self.message(Some((first, visibility))).map(|message| Decl::Message(Box::new(message)));
        }
        if self.at_word(b"enum") {
            return self
                .enumeration(Some((first, visibility)))
                .map(|enumeration| Decl::Enum(Box::new(enumeration)));
        }
        self.fault(
            "misplaced-visibility",
            "`export` and `local` stand before `message` and `enum` only",
            "remove the modifier",
        );
        None
    }

    /// `import public "a.proto";`
    fn import(&mut self) -> Parsed<Import> {
        let first = self.at;
        self.at += 1;
        let kind = match self.text() {
            b"public" => ImportKind::Public,
            b"weak" => ImportKind::Weak,
            b"option" => ImportKind::Option,
            _ => ImportKind::Plain,
        };
        if kind != ImportKind::Plain {
            self.at += 1;
        }
        let path = self.strings("the quoted path of the file to import")?;
        let last = self.end_of_statement()?;
        Some(Import { first, kind, path, last })
    }

    /// `package a.b;`
    fn package(&mut self) -> Parsed<Package> {
        let first = self.at;
        self.at += 1;
        let name = self.dotted("a package name")?;
        let last = self.end_of_statement()?;
        Some(Package { first, name, last })
    }

    /// `message M { … }`
    fn message(&mut self, visibility: Option<(Tok, Visibility)>) -> Parsed<Message> {
        let keyword = self.at;
        self.check_depth(keyword)?;
        self.at += 1;
        let name = self.identifier("a message name")?;
        let body = self.body()?;
        let first = visibility.map_or(keyword, |(tok, _)| tok);
        Some(Message { first, visibility: visibility.map(|(_, kind)| kind), keyword, name, body })
    }

    fn check_depth(&mut self, keyword: Tok) -> Parsed<()> {
        if self.depth + 1 < MAX_MESSAGE_DEPTH {
            return Some(());
        }
        let message = format!("the message is nested too deep: more than {} levels", MAX_MESSAGE_DEPTH - 1);
        self.report("nesting-too-deep", self.span(keyword), message, "declare it further out");
        None
    }

    /// `{ … }` of a message or a group
    fn body(&mut self) -> Parsed<Body> {
        self.depth += 1;
        let open = self.expect(b'{');
        let body = open.map(|open| {
            let mut decls = Vec::new();
            let close = self.block(open, "message", |parser| {
                decls.push(parser.message_statement()?);
                Some(())
            });
            Body { open, decls, close }
        });
        self.depth -= 1;
        body
    }

    /// The inside of braces up to and with the `}`, which is returned.
    fn block(&mut self, open: Tok, what: &str, mut statement: impl FnMut(&mut Self) -> Parsed<()>) -> Tok {
        loop {
            if let Some(close) = self.eat(b'}') {
                return close;
            }
            if self.at_end() {
                return self.unclosed(open, what);
            }
            let before = self.at;
            if statement(self).is_none() {
                self.recover();
            }
            assert!(
                self.at > before || self.at_symbol(b'}') || self.at_end(),
                "the parser must move forward"
            );
        }
    }

    fn unclosed(&mut self, open: Tok, what: &str) -> Tok {
        let opened = Place::span(self.source, self.span(open));
        let place = Place::span(self.source, self.span(self.at));
        let fault = Diagnostic::error(
            "unclosed-brace",
            place,
            format!("the file ends inside {what} `{}`", self.word(open - 1)),
        )
        .label(opened, "opened here")
        .help("close it with `}`");
        self.push_fault(fault);
        self.at - 1
    }

    fn message_statement(&mut self) -> Parsed<Decl> {
        if let Some(semicolon) = self.eat(b';') {
            return Some(Decl::Empty(semicolon));
        }
        if let Some(decl) = self.shared_statement()? {
            return Some(decl);
        }
        match self.text() {
            b"extensions" => self.extensions().map(|extensions| Decl::Extensions(Box::new(extensions))),
            b"reserved" => self.reserved(false).map(|reserved| Decl::Reserved(Box::new(reserved))),
            b"oneof" => self.oneof().map(|oneof| Decl::Oneof(Box::new(oneof))),
            _ => self.field().map(|field| Decl::Field(Box::new(field))),
        }
    }

    /// `repeated T f = 1 […];`
    fn field(&mut self) -> Parsed<Field> {
        let first = self.at;
        let label = match self.text() {
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
        if !self.at_symbol(b'=') {
            let message = format!("field `{}` has no number", self.word(name));
            self.fault("missing-number", message, "write `= ` and a number that the message has never used");
            return None;
        }
        self.at += 1;
        let number = self.number("a field number")?;
        let options = self.brackets()?;
        let (group, last) = if let Type::Group(keyword) = ty {
            if !self.at_symbol(b'{') {
                let message = format!("group `{}` has no body", self.word(name));
                self.fault("missing-body", message, "write its fields in braces");
                return None;
            }
            self.check_depth(keyword)?;
            let body = self.body()?;
            let close = body.close;
            (Some(body), close)
        } else {
            (None, self.end_of_statement()?)
        };
        Some(Field { first, label, ty, name, number, options, group, last })
    }

    /// `int32`, `a.b.C`, `map<K, V>` or `group`
    fn field_type(&mut self) -> Parsed<Type> {
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
    fn oneof(&mut self) -> Parsed<Oneof> {
        let first = self.at;
        self.at += 1;
        let name = self.identifier("a oneof name")?;
        let open = self.expect(b'{')?;
        let mut decls = Vec::new();
        if self.at_symbol(b'}') {
            let message = format!("oneof `{}` has no fields", self.word(name));
            self.fault("empty-oneof", message, "add a field, or remove the oneof");
        }
        let close = self.block(open, "oneof", |parser| {
            decls.push(match parser.text() {
                b"option" => Decl::Option(parser.option_statement()?),
                _ => Decl::Field(Box::new(parser.field()?)),
            });
            Some(())
        });
        Some(Oneof { first, name, body: Body { open, decls, close } })
    }

    /// `extend M { … }`
    fn extend(&mut self) -> Parsed<Extend> {
        let first = self.at;
        self.at += 1;
        let extendee = self.type_name("the message to extend")?;
        let open = self.expect(b'{')?;
        let mut decls = Vec::new();
        if self.at_symbol(b'}') {
            self.fault("empty-extend", "this `extend` adds no fields", "add a field, or remove the block");
        }
        let close = self.block(open, "extend", |parser| {
            decls.push(Decl::Field(Box::new(parser.field()?)));
            Some(())
        });
        Some(Extend { first, extendee, body: Body { open, decls, close } })
    }

    /// `extensions 100 to 199, 500 to max […];`
    fn extensions(&mut self) -> Parsed<Extensions> {
        let first = self.at;
        self.at += 1;
        let ranges = self.ranges(false, "an extension range")?;
        let options = self.brackets()?;
        let last = self.end_of_statement()?;
        Some(Extensions { first, ranges, options, last })
    }

    /// `reserved 1, 3 to 5;`, `reserved "a";` or `reserved a;`
    fn reserved(&mut self, signed: bool) -> Parsed<Reserved> {
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
    fn ranges(&mut self, signed: bool, what: &str) -> Parsed<Vec<Range>> {
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
            let end = parser.range_bound(signed, "the last number of the range, or `max`,")?;
            Some(Range { start, end: Some(end), to_max: false })
        })
    }

    fn comma_list<T>(&mut self, mut item: impl FnMut(&mut Self) -> Parsed<T>) -> Parsed<Vec<T>> {
        let mut items = vec![item(self)?];
        while self.eat(b',').is_some() {
            items.push(item(self)?);
        }
        Some(items)
    }

    /// `enum E { … }`
    fn enumeration(&mut self, visibility: Option<(Tok, Visibility)>) -> Parsed<Enum> {
        let keyword = self.at;
        self.at += 1;
        let name = self.identifier("an enum name")?;
        let open = self.expect(b'{')?;
        let mut items = Vec::new();
        let close = self.block(open, "enum", |parser| {
            items.push(parser.enum_item()?);
            Some(())
        });
        let first = visibility.map_or(keyword, |(tok, _)| tok);
        Some(Enum { first, visibility: visibility.map(|(_, kind)| kind), keyword, name, open, items, close })
    }

    fn enum_item(&mut self) -> Parsed<EnumItem> {
        if let Some(semicolon) = self.eat(b';') {
            return Some(EnumItem::Empty(semicolon));
        }
        match self.text() {
            b"option" => self.option_statement().map(EnumItem::Option),
            b"reserved" => self.reserved(true).map(|reserved| EnumItem::Reserved(Box::new(reserved))),
            _ => self.enum_value().map(EnumItem::Value),
        }
    }

    /// `A = 1 […];`
    fn enum_value(&mut self) -> Parsed<EnumValue> {
        let name = self.identifier("the name of an enum value")?;
        if !self.at_symbol(b'=') {
            let message = format!("enum value `{}` has no number", self.word(name));
            self.fault("missing-number", message, "write `= ` and a number");
            return None;
        }
        self.at += 1;
        let number = self.signed_number(true, "the number of the enum value")?;
        let options = self.brackets()?;
        let last = self.end_of_statement()?;
        Some(EnumValue { name, number, options, last })
    }

    /// `service S { … }`
    fn service(&mut self) -> Parsed<Service> {
        let first = self.at;
        self.at += 1;
        let name = self.identifier("a service name")?;
        let open = self.expect(b'{')?;
        let mut items = Vec::new();
        let close = self.block(open, "service", |parser| {
            items.push(parser.service_item()?);
            Some(())
        });
        Some(Service { first, name, open, items, close })
    }

    fn service_item(&mut self) -> Parsed<ServiceItem> {
        if let Some(semicolon) = self.eat(b';') {
            return Some(ServiceItem::Empty(semicolon));
        }
        match self.text() {
            b"option" => self.option_statement().map(ServiceItem::Option),
            b"rpc" => self.method().map(|method| ServiceItem::Method(Box::new(method))),
            _ => {
                let message = format!("{} does not start a method", self.describe());
                self.fault("unexpected-token", message, "a service holds `rpc` and `option`");
                None
            }
        }
    }

    /// `rpc M(stream A) returns (stream B) { … }`
    fn method(&mut self) -> Parsed<Method> {
        let first = self.at;
        self.at += 1;
        let name = self.identifier("a method name")?;
        let input = self.method_type()?;
        if !self.at_word(b"returns") {
            let message = format!("{} stands where `returns` should", self.describe());
            self.fault("unexpected-token", message, "write `returns (Response)` behind the request");
            return None;
        }
        self.at += 1;
        let output = self.method_type()?;
        if !self.at_symbol(b'{') {
            let last = self.end_of_statement()?;
            return Some(Method { first, name, input, output, body: None, last });
        }
        let open = self.at;
        self.at += 1;
        let mut items = Vec::new();
        let close = self.block(open, "rpc", |parser| {
            items.push(match parser.eat(b';') {
                Some(semicolon) => MethodItem::Empty(semicolon),
                None => MethodItem::Option(parser.method_option()?),
            });
            Some(())
        });
        Some(Method {
            first,
            name,
            input,
            output,
            body: Some(MethodBody { open, items, close }),
            last: close,
        })
    }

    fn method_option(&mut self) -> Parsed<OptionId> {
        if !self.at_word(b"option") {
            let message = format!("{} does not start an option", self.describe());
            self.fault("unexpected-token", message, "the braces of an rpc hold `option` statements");
            return None;
        }
        self.option_statement()
    }

    /// `(stream A)`
    fn method_type(&mut self) -> Parsed<MethodType> {
        self.expect(b'(')?;
        let stream = self.at_word(b"stream").then_some(self.at);
        if stream.is_some() {
            self.at += 1;
        }
        if self.at_word(b"repeated") {
            self.fault(
                "repeated-in-rpc",
                "a method takes and returns one message, not a repeated one",
                "wrap it: declare a message with a repeated field, or use `stream` for many messages over time",
            );
            return None;
        }
        let path = self.type_name("a message type")?;
        self.expect(b')')?;
        Some(MethodType { stream, path })
    }

    /// `option a.(b).c = value;`
    fn option_statement(&mut self) -> Parsed<OptionId> {
        let first = self.at;
        self.at += 1;
        let (name, value) = self.option()?;
        let last = self.end_of_statement()?;
        Some(self.add_option(OptionNode { first, name, value, last }))
    }

    fn add_option(&mut self, option: OptionNode) -> OptionId {
        self.options.push(option);
        self.options.len() as OptionId - 1
    }

    /// `[a = 1, (b).c = "x"]`
    #[expect(clippy::option_option, reason = "a fault and no brackets are different answers")]
    fn brackets(&mut self) -> Parsed<Option<Brackets>> {
        let Some(open) = self.eat(b'[') else { return Some(None) };
        let start = self.options.len() as OptionId;
        self.comma_list(|parser| {
            let first = parser.at;
            let (name, value) = parser.option()?;
            Some(parser.add_option(OptionNode { first, name, value, last: value.last }))
        })?;
        let close = self.expect(b']')?;
        Some(Some(Brackets { open, options: start..self.options.len() as OptionId, close }))
    }

    /// `a.(b).c = value`
    fn option(&mut self) -> Parsed<(Vec<NamePart>, Value)> {
        let mut name = vec![self.name_part()?];
        while self.eat(b'.').is_some() {
            name.push(self.name_part()?);
        }
        self.expect(b'=')?;
        Some((name, self.value()?))
    }

    /// `a` or `(b.c)`
    fn name_part(&mut self) -> Parsed<NamePart> {
        if self.eat(b'(').is_none() {
            let tok = self.identifier("an option name")?;
            return Some(NamePart { path: Path { first: tok, last: tok }, extension: false });
        }
        let first = self.at;
        if self.kind() == Kind::Ident {
            self.at += 1;
        }
        while self.eat(b'.').is_some() {
            self.identifier("the next part of the name")?;
        }
        let last = (self.at - 1).max(first);
        self.expect(b')')?;
        Some(NamePart { path: Path { first, last }, extension: true })
    }

    /// `SPEED`, `-1`, `2.5`, `"x" "y"` or `{ … }`
    fn value(&mut self) -> Parsed<Value> {
        let first = self.at;
        let negative = self.eat(b'-').is_some();
        let kind = match self.kind() {
            Kind::Ident => {
                let kind = if negative { self.negative_word()? } else { ValueKind::Ident };
                self.at += 1;
                kind
            }
            Kind::Int => {
                let kind = self.integer_value(negative);
                self.at += 1;
                kind
            }
            Kind::Float => {
                let value = literal::float(self.text()).unwrap_or(0.0);
                self.at += 1;
                ValueKind::Float(if negative { -value } else { value })
            }
            Kind::Str if negative => {
                self.fault("bad-value", "a string has no sign", "remove the `-`");
                return None;
            }
            Kind::Str => {
                self.strings("a string")?;
                ValueKind::Str
            }
            Kind::Symbol(b'{') => self.aggregate()?,
            Kind::End => {
                self.fault(
                    "bad-value",
                    "the file ends where the value of an option should stand",
                    "write the value",
                );
                return None;
            }
            Kind::Symbol(_) => {
                let message = format!("{} is not the value of an option", self.describe());
                self.fault(
                    "bad-value",
                    message,
                    "a value is a name, a number, a string or a message in braces",
                );
                return None;
            }
        };
        Some(Value { first, last: self.at - 1, kind })
    }

    fn negative_word(&mut self) -> Parsed<ValueKind> {
        match self.text() {
            b"inf" => Some(ValueKind::Float(f64::NEG_INFINITY)),
            b"nan" => Some(ValueKind::Float(f64::NAN)),
            _ => {
                let message = format!("{} cannot have a sign", self.describe());
                self.fault("bad-value", message, "only numbers, `inf` and `nan` can");
                None
            }
        }
    }

    fn integer_value(&mut self, negative: bool) -> ValueKind {
        let text = self.text();
        match (literal::integer(text), negative) {
            (Some(value), false) => return ValueKind::Positive(value),
            (Some(value), true) if value <= 1 << 63 => {
                return ValueKind::Negative((value as i64).wrapping_neg());
            }
            _ => {}
        }
        if text[0] == b'0' && text.len() > 1 && literal::integer(text).is_none() {
            self.fault(
                "out-of-range",
                "the number does not fit in 64 bits",
                "octal and hexadecimal numbers do not become floats",
            );
        }
        let value =
            literal::integer(text).map_or_else(|| literal::float(text).unwrap_or(0.0), |value| value as f64);
        ValueKind::Float(if negative { -value } else { value })
    }

    /// `{ … }`, balanced; what it holds is read when the type of the option is known
    fn aggregate(&mut self) -> Parsed<ValueKind> {
        let mut depth = 0u32;
        loop {
            match self.kind() {
                Kind::Symbol(b'{') => depth += 1,
                Kind::Symbol(b'}') => depth -= 1,
                Kind::End => {
                    self.fault(
                        "unclosed-brace",
                        "the file ends inside the value of an option",
                        "close it with `}`",
                    );
                    return None;
                }
                _ => {}
            }
            self.at += 1;
            if depth == 0 {
                return Some(ValueKind::Aggregate);
            }
        }
    }

    /// `a.b.C` or `.a.b.C`
    fn type_name(&mut self, what: &str) -> Parsed<Path> {
        let first = self.at;
        self.eat(b'.');
        let rest = self.dotted(what)?;
        Some(Path { first, last: rest.last })
    }

    /// `a.b.c`
    fn dotted(&mut self, what: &str) -> Parsed<Path> {
        let first = self.identifier(what)?;
        let mut last = first;
        while self.eat(b'.').is_some() {
            last = self.identifier("the next part of the name")?;
        }
        Some(Path { first, last })
    }

    fn identifier(&mut self, what: &str) -> Parsed<Tok> {
        if self.kind() == Kind::Ident {
            self.at += 1;
            return Some(self.at - 1);
        }
        self.expected(what)
    }

    fn strings(&mut self, what: &str) -> Parsed<Strings> {
        let first = self.at;
        while self.kind() == Kind::Str {
            self.at += 1;
        }
        if self.at == first {
            return self.expected(what);
        }
        Some(Strings { first, last: self.at - 1 })
    }

    fn number(&mut self, what: &str) -> Parsed<Number> {
        self.signed_number(false, what)
    }

    fn signed_number(&mut self, signed: bool, what: &str) -> Parsed<Number> {
        let first = self.at;
        let negative = signed && self.eat(b'-').is_some();
        if self.kind() != Kind::Int {
            return self.expected(what);
        }
        let limit = i64::from(i32::MAX) + i64::from(negative);
        let value = match literal::integer(self.text()) {
            Some(value) if value <= limit as u64 => value as i64,
            _ => {
                let message = format!("{} does not fit in 32 bits", self.describe());
                self.fault("out-of-range", message, &format!("the largest number here is {limit}"));
                0
            }
        };
        self.at += 1;
        Some(Number { first, last: self.at - 1, value: if negative { -value } else { value } as i32 })
    }

    /// A bound of a range. Where ranges are stored with their end excluded, the largest number has no such form.
    fn range_bound(&mut self, signed: bool, what: &str) -> Parsed<Number> {
        let bound = self.signed_number(signed, what)?;
        if !signed && bound.value == i32::MAX {
            let span = self.span(bound.last);
            self.report(
                "out-of-range",
                span,
                "no field has a number this large",
                "write `max` for the last possible number",
            );
        }
        Some(bound)
    }

    fn end_of_statement(&mut self) -> Parsed<Tok> {
        self.expect(b';')
    }

    fn expect(&mut self, symbol: u8) -> Parsed<Tok> {
        if self.at_symbol(symbol) {
            self.at += 1;
            return Some(self.at - 1);
        }
        self.expected(&format!("`{}`", char::from(symbol)))
    }

    fn expected<T>(&mut self, what: &str) -> Parsed<T> {
        let message = format!("{} stands where {what} should", self.describe());
        let mut fault = Diagnostic::error("unexpected-token", self.here(), message);
        if what == "`;`" {
            fault = fault.help("end the statement before with `;`");
        }
        self.push_fault(fault);
        None
    }

    /// Skips the rest of a statement: up to its `;`, over its braces, or to the `}` around it.
    fn recover(&mut self) {
        let mut depth = 0u32;
        loop {
            match self.kind() {
                Kind::End => return,
                Kind::Symbol(b'}') if depth == 0 => return,
                Kind::Symbol(b'{') => depth += 1,
                Kind::Symbol(b'}') => {
                    depth -= 1;
                    if depth == 0 {
                        self.at += 1;
                        return;
                    }
                }
                Kind::Symbol(b';') if depth == 0 => {
                    self.at += 1;
                    return;
                }
                _ => {}
            }
            self.at += 1;
        }
    }

    fn token(&self) -> Token {
        self.tokens[self.at as usize]
    }

    fn kind(&self) -> Kind {
        self.token().kind
    }

    fn span(&self, tok: Tok) -> Span {
        self.tokens[tok as usize].span
    }

    fn text(&self) -> &'s [u8] {
        &self.bytes[self.token().span]
    }

    fn word(&self, tok: Tok) -> &str {
        std::str::from_utf8(&self.bytes[self.span(tok)]).unwrap_or_default()
    }

    fn at_end(&self) -> bool {
        self.kind() == Kind::End
    }

    fn at_word(&self, word: &[u8]) -> bool {
        self.text() == word
    }

    fn at_symbol(&self, symbol: u8) -> bool {
        self.kind() == Kind::Symbol(symbol)
    }

    fn symbol_at(&self, ahead: Tok, symbol: u8) -> bool {
        self.tokens.get((self.at + ahead) as usize).is_some_and(|token| token.kind == Kind::Symbol(symbol))
    }

    fn eat(&mut self, symbol: u8) -> Option<Tok> {
        if !self.at_symbol(symbol) {
            return None;
        }
        self.at += 1;
        Some(self.at - 1)
    }

    /// What stands at the current token, for messages.
    fn describe(&self) -> String {
        match self.kind() {
            Kind::End => "the end of the file".to_owned(),
            Kind::Str => "a string".to_owned(),
            _ => format!("`{}`", String::from_utf8_lossy(self.text())),
        }
    }

    fn here(&self) -> Place {
        Place::span(self.source, self.token().span)
    }

    fn fault(&mut self, code: &'static str, message: impl Into<String>, help: &str) {
        self.report(code, self.token().span, message, help);
    }

    fn report(&mut self, code: &'static str, span: Span, message: impl Into<String>, help: &str) {
        let fault = Diagnostic::error(code, Place::span(self.source, span), message).help(help);
        self.push_fault(fault);
    }

    /// Keeps one fault a place: what the lexer or an inner construct said there says it better.
    fn push_fault(&mut self, fault: Diagnostic) {
        let span = span_of(&fault);
        let (lexed, parsed) = self.faults.split_at(self.lexed);
        let near = lexed.partition_point(|earlier| span_of(earlier).end < span.start);
        let by_lexer = lexed.get(near).is_some_and(|earlier| span_of(earlier).start <= span.end);
        let by_parser = parsed.last().is_some_and(|earlier| span_of(earlier).start == span.start);
        if !by_lexer && !by_parser {
            self.faults.push(fault);
        }
    }
}

fn span_of(fault: &Diagnostic) -> Span {
    fault.place.text.as_ref().map(|(_, span)| *span).unwrap_or_default()
}
