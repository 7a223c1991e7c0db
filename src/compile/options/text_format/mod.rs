//! Parses text format: message literals in option values.
//!
//! The tokens of the lexer are reused: text format and the language have the same tokens, except that `#` starts a
//! comment in text format.

mod brackets;
mod cursor;
mod scalars;
mod skip;

use crate::compile::name_use::NameUse;
use crate::compile::resolve::Resolver;
use crate::schema::{Element, FieldValue, Label, MessageValue, Ref, Schema, TokRange, Value};
use crate::syntax::{self, Tok, Tree};
use crate::text::misspelt;

/// The limit on message nesting in options: parsers of descriptors reject more.
pub(super) const MAX_DEPTH: u32 = 100;

/// Why a text is not a valid value.
pub(super) enum ParseFailure {
    /// The token, the message and the help of an error.
    Fault(Tok, String, String),
    /// A name was not found, but may be declared in a missing file.
    Uncertain,
}

type Parsed<T> = Result<T, ParseFailure>;

/// Parses a message literal of type `ty` at nesting level `depth`.
pub(super) fn parse(
    schema: &Schema,
    resolver: Resolver<'_>,
    tree: &Tree,
    value: syntax::OptionValue,
    ty: Ref,
    depth: u32,
) -> Parsed<MessageValue> {
    let message = Parser::new(schema, resolver, tree, value, depth).whole(ty)?;
    match missing_required(schema, &message) {
        Some(path) => Err(ParseFailure::Fault(
            value.first,
            format!("the required field `{path}` is not set"),
            "set it".to_owned(),
        )),
        None => Ok(message),
    }
}

/// Adds the names in a valid message literal.
pub(super) fn names(
    schema: &Schema,
    resolver: Resolver<'_>,
    tree: &Tree,
    value: syntax::OptionValue,
    ty: Ref,
    uses: &mut Vec<NameUse>,
) {
    let mut parser = Parser::new(schema, resolver, tree, value, 0);
    parser.uses = Some(uses);
    let _ = parser.whole(ty);
}

struct Parser<'a> {
    schema: &'a Schema,
    resolver: Resolver<'a>,
    uncertain: bool,
    tree: &'a Tree,
    at: Tok,
    end: Tok,
    depth: u32,
    /// Whether the parser is inside an expanded `Any`, whose encoding is opaque.
    in_any: bool,
    /// Where to add the names that were resolved, if anyone asks.
    uses: Option<&'a mut Vec<NameUse>>,
}

impl<'a> Parser<'a> {
    fn new(
        schema: &'a Schema,
        resolver: Resolver<'a>,
        tree: &'a Tree,
        value: syntax::OptionValue,
        depth: u32,
    ) -> Self {
        let uncertain = schema.links[resolver.file as usize].uncertain;
        let (at, end) = (value.first, value.last);
        Self { schema, resolver, uncertain, tree, at, end, depth, in_any: false, uses: None }
    }

    fn whole(&mut self, ty: Ref) -> Parsed<MessageValue> {
        self.step();
        let mut message = MessageValue::new(ty);
        self.check_depth()?;
        while !self.at_end() {
            self.field(&mut message)?;
        }
        Ok(message)
    }

    /// Records what the tokens from `first` to `last` refer to.
    fn found(&mut self, [first, last]: [Tok; 2], to: Ref, element: fn(u32) -> Element) {
        if let Some(uses) = &mut self.uses {
            uses.push(NameUse::new(TokRange { first, last }, to, element));
        }
    }

    /// `name: value`, `name { … }`, `[extension]: value` or `[prefix/type] { … }`
    fn field(&mut self, message: &mut MessageValue) -> Parsed<()> {
        let start = self.at;
        if self.eat(b'[') {
            if self.is_any(message.ty) {
                self.any(start, message)?;
            } else {
                let field = self.extension(message.ty)?;
                self.field_content(start, message, field)?;
            }
        } else {
            let name = self.identifier()?;
            match self.field_named(message.ty, name) {
                Some(field) => {
                    self.found([start; 2], field, Element::Field);
                    self.field_content(start, message, field)?;
                }
                None if self.is_reserved(message.ty, name) => self.skip_content()?,
                None => {
                    let text = String::from_utf8_lossy(name);
                    let owner = self.schema.message_name(message.ty);
                    let help = if self.is_any(message.ty) {
                        "an expanded `Any` is written `[type.googleapis.com/package.Message] { … }`"
                            .to_owned()
                    } else {
                        let declaring = &self.resolver.files[message.ty.file as usize];
                        let fields = self.schema.message(message.ty).fields.of(&declaring.fields);
                        match misspelt(&text, fields.iter().map(|field| declaring.str(field.name))) {
                            Some(meant) => format!("did you mean `{meant}`?"),
                            None => {
                                format!("check the declaration of `{owner}`; write extensions in brackets")
                            }
                        }
                    };
                    return self.fault(start, format!("message `{owner}` has no field `{text}`"), &help);
                }
            }
        }
        // One optional separator after a field.
        let _ = self.eat(b';') || self.eat(b',');
        Ok(())
    }

    fn field_named(&self, ty: Ref, name: &[u8]) -> Option<Ref> {
        self.schema.field_named(ty, name).or_else(|| {
            // A group field has the name of its message.
            let field = self.schema.field_named(ty, &name.to_ascii_lowercase())?;
            let message = self.schema.message_of(field)?;
            let same =
                self.resolver.files[message.file as usize].bytes(self.schema.message(message).name) == name;
            (same && self.schema.is_delimited(field) && message.file == ty.file).then_some(field)
        })
    }

    fn is_reserved(&self, ty: Ref, name: &[u8]) -> bool {
        let file = &self.schema.files[ty.file as usize];
        self.schema
            .message(ty)
            .reserved_names
            .of(&file.reserved_names)
            .iter()
            .any(|reserved| file.bytes(reserved.name) == name)
    }

    /// Parses the value of a field.
    fn field_content(&mut self, start: Tok, message: &mut MessageValue, field: Ref) -> Parsed<()> {
        let repeated = self.schema.field(field).label == Label::Repeated;
        if !repeated {
            self.check_unset(start, message, field)?;
        }
        let is_message = self.schema.is_message(field);
        if !self.eat(b':') && !is_message {
            return self.expected(":");
        }
        if !(repeated && self.eat(b'[')) {
            return self.value_into(message, field);
        }
        if self.eat(b']') {
            return Ok(());
        }
        loop {
            self.value_into(message, field)?;
            if self.eat(b']') {
                return Ok(());
            }
            if !self.eat(b',') {
                return self.expected(",");
            }
        }
    }

    /// Rejects a second value of a singular field or a oneof.
    fn check_unset(&self, start: Tok, message: &MessageValue, field: Ref) -> Parsed<()> {
        let model = self.schema.field(field);
        if !message.get(model.number).is_empty() {
            let name = self.schema.field_name(field);
            return self.fault(
                start,
                format!("`{name}` is set twice, but is not repeated"),
                "keep one of them",
            );
        }
        let Some(oneof) = model.oneof else { return Ok(()) };
        let other = message.fields.iter().find(|other| {
            other.field.file == field.file && self.schema.field(other.field).oneof == Some(oneof)
        });
        match other {
            Some(other) => {
                let other = self.schema.field_name(other.field);
                let name = self.schema.field_name(field);
                self.fault(
                    start,
                    format!("`{name}` and `{other}` are in the same oneof: only one of them can be set"),
                    "keep one of them",
                )
            }
            None => Ok(()),
        }
    }

    /// Parses one value and adds it to its field. Zeros of fields without presence are dropped.
    fn value_into(&mut self, message: &mut MessageValue, field: Ref) -> Parsed<()> {
        let value = match self.schema.message_of(field) {
            Some(ty) => Value::message(self.message(ty)?),
            None => self.scalar(field)?,
        };
        let model = self.schema.field(field);
        if model.label == Label::Repeated || self.schema.has_presence(field) || !value.is_default() {
            message.slot(field, model.number).push(value);
        }
        Ok(())
    }

    /// `{ … }` or `< … >`
    fn message(&mut self, ty: Ref) -> Parsed<MessageValue> {
        let close = if self.eat(b'<') { b'>' } else { b'}' };
        if close == b'}' && !self.eat(b'{') {
            return self.expected("{");
        }
        self.depth += 1;
        self.check_depth()?;
        let mut message = MessageValue::new(ty);
        while !self.at_symbol(b'>') && !self.at_symbol(b'}') {
            self.field(&mut message)?;
        }
        self.depth -= 1;
        if !self.eat(close) {
            return self.expected(if close == b'>' { ">" } else { "}" });
        }
        Ok(message)
    }

    fn check_depth(&self) -> Parsed<()> {
        if self.depth > MAX_DEPTH {
            return self.fault(
                self.at,
                format!("messages are nested too deeply: the limit is {MAX_DEPTH} levels"),
                "parsers of descriptors reject deeper nesting",
            );
        }
        Ok(())
    }
}

/// The path of the first required field that is not set.
pub(super) fn missing_required(schema: &Schema, message: &MessageValue) -> Option<String> {
    let model = schema.message(message.ty);
    for index in model.fields.iter() {
        let field = Ref { file: message.ty.file, index };
        if schema.is_required(field) && message.get(schema.field(field).number).is_empty() {
            return Some(schema.files[field.file as usize].str(schema.field(field).name).to_owned());
        }
    }
    message.fields.iter().find_map(|FieldValue { field, values, .. }| {
        let inner = values.iter().find_map(|value| match value {
            Value::Message(inner) => missing_required(schema, inner),
            _ => None,
        })?;
        Some(format!("{}.{inner}", schema.files[field.file as usize].str(schema.field(*field).name)))
    })
}
