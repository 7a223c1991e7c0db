//! Enums, services and methods.

use super::{
    Enum, EnumItem, EnumValue, Method, MethodBody, MethodItem, MethodType, OptionId, Parsed, Parser, Service,
    ServiceItem, Tok, Visibility, keywords,
};

impl Parser<'_> {
    /// `enum E { … }`
    pub(super) fn enumeration(&mut self, visibility: Option<(Tok, Visibility)>) -> Parsed<Enum> {
        let keyword = self.at;
        self.at += 1;
        let name = self.identifier("an enum name")?;
        let open = self.open()?;
        let mut items = Vec::new();
        let close = self.block(|parser| {
            items.push(parser.enum_item()?);
            Some(())
        });
        let first = visibility.map_or(keyword, |(tok, _)| tok);
        Some(Enum { first, visibility: visibility.map(|(_, kind)| kind), keyword, name, open, items, close })
    }

    pub(super) fn enum_item(&mut self) -> Parsed<EnumItem> {
        if let Some(semicolon) = self.eat(b';') {
            return Some(EnumItem::Empty(semicolon));
        }
        self.statement(keywords::ENUM, Self::enum_item_as)
    }

    fn enum_item_as(&mut self, keyword: &[u8]) -> Parsed<EnumItem> {
        match keyword {
            b"option" => self.option_statement().map(EnumItem::Option),
            b"reserved" => self.reserved(true).map(|reserved| EnumItem::Reserved(Box::new(reserved))),
            _ => self.enum_value().map(EnumItem::Value),
        }
    }

    /// `A = 1 […];`
    pub(super) fn enum_value(&mut self) -> Parsed<EnumValue> {
        let name = self.identifier("the name of an enum value")?;
        let number = if self.equals() {
            self.signed_number(true, "the number of the enum value")?
        } else {
            self.missing_number(name, true)?
        };
        let options = self.brackets()?;
        let last = self.end_of_statement()?;
        Some(EnumValue { name, number, options, last })
    }

    /// `service S { … }`
    pub(super) fn service(&mut self) -> Parsed<Service> {
        let first = self.at;
        self.at += 1;
        let name = self.identifier("a service name")?;
        let open = self.open()?;
        let mut items = Vec::new();
        let close = self.block(|parser| {
            items.push(parser.service_item()?);
            Some(())
        });
        Some(Service { first, name, open, items, close })
    }

    pub(super) fn service_item(&mut self) -> Parsed<ServiceItem> {
        if let Some(semicolon) = self.eat(b';') {
            return Some(ServiceItem::Empty(semicolon));
        }
        self.statement(keywords::SERVICE, Self::service_item_as)
    }

    fn service_item_as(&mut self, keyword: &[u8]) -> Parsed<ServiceItem> {
        match keyword {
            b"option" => self.option_statement().map(ServiceItem::Option),
            b"rpc" => self.method().map(|method| ServiceItem::Method(Box::new(method))),
            _ => {
                let message = format!("expected `rpc` or `option`, found {}", self.describe());
                self.fault("unexpected-token", message, "a service contains `rpc` and `option`");
                None
            }
        }
    }

    /// `rpc M(stream A) returns (stream B) { … }`
    pub(super) fn method(&mut self) -> Parsed<Method> {
        let first = self.at;
        self.at += 1;
        let name = self.identifier("a method name")?;
        let input = self.method_type()?;
        if !self.at_word(b"returns") {
            if let Some(keyword) = self.meant(self.at, keywords::RETURNS) {
                self.misspelt_keyword(keyword);
            } else {
                let message = format!("expected `returns`, found {}", self.describe());
                self.fault("unexpected-token", message, "add `returns (Response)` after the request");
                return None;
            }
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
        let close = self.block(|parser| {
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

    pub(super) fn method_option(&mut self) -> Parsed<OptionId> {
        if !self.at_word(b"option") {
            let message = format!("expected `option`, found {}", self.describe());
            self.fault("unexpected-token", message, "the body of an rpc contains `option` statements");
            return None;
        }
        self.option_statement()
    }

    /// `(stream A)`
    pub(super) fn method_type(&mut self) -> Parsed<MethodType> {
        self.expect(b'(')?;
        let stream = self.at_word(b"stream").then_some(self.at);
        if stream.is_some() {
            self.at += 1;
        }
        if self.at_word(b"repeated") {
            self.fault(
                "repeated-in-rpc",
                "the request and the response of a method cannot be repeated",
                "declare a message with a repeated field, or use `stream` to send many messages",
            );
            return None;
        }
        let path = self.message_name("a message")?;
        self.expect(b')')?;
        Some(MethodType { stream, path })
    }
}
