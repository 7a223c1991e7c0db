//! Text format: the values in braces that options of message type have.
//!
//! The text is not split into tokens again: text format and the language share theirs, except that `#` starts a
//! comment in text format.

use memchr::memchr;

use super::encode_value::encode_message;
use super::link::{Ref, Resolver, TypeRef, Unresolved, Want};
use super::model::{Element, FieldType, Label};
use super::schema::Schema;
use super::symbols::Symbol;
use super::value::{FieldValue, MessageValue, Value};
use crate::syntax::{self, Kind, Tok, Tree, literal};

/// How deep messages may lie inside each other in the options of one element: what readers of descriptors take.
pub(super) const MAX_DEPTH: u32 = 100;

/// Why a text is not a value of its type.
pub(super) enum Refused {
    /// What is wrong, at which token, and what to do.
    Fault(Tok, String, String),
    /// A name was not found, and may well be in a file that is missing.
    Uncertain,
}

type Parsed<T> = Result<T, Refused>;

/// Reads the braces `value` as a message of type `ty` that lies `depth` messages deep.
pub(super) fn parse(
    schema: &Schema,
    resolver: Resolver<'_>,
    tree: &Tree,
    value: syntax::Value,
    ty: Ref,
    depth: u32,
) -> Parsed<MessageValue> {
    let uncertain = schema.links[resolver.file as usize].uncertain;
    let mut parser =
        Parser { schema, resolver, uncertain, tree, at: value.first, end: value.last, depth, in_any: false };
    parser.step();
    let mut message = MessageValue::new(ty);
    parser.check_depth()?;
    while !parser.at_end() {
        parser.field(&mut message)?;
    }
    match missing_required(schema, &message) {
        Some(path) => Err(Refused::Fault(
            value.first,
            format!("the required field `{path}` is not set"),
            "set it".to_owned(),
        )),
        None => Ok(message),
    }
}

struct Parser<'a> {
    schema: &'a Schema,
    resolver: Resolver<'a>,
    uncertain: bool,
    tree: &'a Tree,
    at: Tok,
    end: Tok,
    depth: u32,
    /// Inside an expanded `Any`, whose bytes nobody reads again.
    in_any: bool,
}

impl<'a> Parser<'a> {
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
                Some(field) => self.field_content(start, message, field)?,
                None if self.is_reserved(message.ty, name) => self.skip_content()?,
                None => {
                    let text = String::from_utf8_lossy(name);
                    let owner = self.schema.message_name(message.ty);
                    let help = if self.is_any(message.ty) {
                        "an expanded `Any` is written `[type.googleapis.com/package.Message] { … }`"
                            .to_owned()
                    } else {
                        format!(
                            "the fields are those of the declaration of `{owner}`; extensions stand in brackets"
                        )
                    };
                    return self.fault(start, format!("message `{owner}` has no field `{text}`"), &help);
                }
            }
        }
        // One separator behind a field is optional.
        let _ = self.eat(b';') || self.eat(b',');
        Ok(())
    }

    fn field_named(&self, ty: Ref, name: &[u8]) -> Option<Ref> {
        self.schema.field_named(ty, name).or_else(|| {
            // A group goes by the name of its message.
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

    /// `name.of.extension]`
    fn extension(&mut self, ty: Ref) -> Parsed<Ref> {
        let first = self.at;
        let name = self.bracketed()?;
        let owner = self.schema.message_name(ty);
        let found = match self.resolver.resolve_in(parent_scope(owner), name.as_bytes(), Want::Any) {
            Ok(Symbol::Element(file, Element::Field(index))) => Some(Ref { file, index }),
            Ok(Symbol::Element(file, Element::Message(index))) => {
                self.message_set_item(ty, Ref { file, index })
            }
            Err(Unresolved::Unknown | Unresolved::Inner(_)) if self.uncertain => {
                return Err(Refused::Uncertain);
            }
            _ => None,
        };
        match found
            .filter(|&field| self.schema.field(field).is_extension() && self.schema.owner(field) == Some(ty))
        {
            Some(field) if is_dotted_name(&name) => Ok(field),
            _ => self.fault(
                first,
                format!("`{name}` is no extension of `{owner}`"),
                "declare it, or import the file that does",
            ),
        }
    }

    /// The extension that a message set knows by the name of its type.
    fn message_set_item(&self, set: Ref, item: Ref) -> Option<Ref> {
        let options = self.schema.message(set).options;
        let is_set = self.schema.option_values(set.file, options).is_some_and(|options| options.bool(1));
        let extensions = self.schema.message(item).scope.extensions;
        let mut extensions = extensions.iter().map(|index| Ref { file: item.file, index });
        extensions.find(|&field| {
            is_set
                && self.schema.owner(field) == Some(set)
                && self.schema.field(field).label == Label::Optional
                && self.schema.message_of(field) == Some(item)
        })
    }

    /// The text up to the closing bracket, without white space.
    fn bracketed(&mut self) -> Parsed<String> {
        let first = self.at;
        let mut text = String::new();
        while !self.eat(b']') {
            let word = self.tree.word(self.at);
            let name_like = matches!(
                self.kind(),
                Kind::Ident
                    | Kind::Int
                    | Kind::Float
                    | Kind::Symbol(b'.' | b'/' | b'-' | b'%' | b'~' | b'+' | b'&' | b'=' | b'$' | b'!')
            );
            if !name_like {
                return self.fault(
                    self.at,
                    format!("{} cannot stand in the name of an extension", self.describe()),
                    "close the name with `]`",
                );
            }
            text.push_str(word);
            self.step();
        }
        if text.is_empty() {
            return self.fault(first, "the brackets are empty".to_owned(), "name an extension");
        }
        Ok(text)
    }

    /// Whether a message is `google.protobuf.Any` in the shape that can be expanded.
    fn is_any(&self, ty: Ref) -> bool {
        self.schema.message_name(ty) == "google.protobuf.Any" && self.any_fields(ty).is_some()
    }

    fn any_fields(&self, ty: Ref) -> Option<[Ref; 2]> {
        let field = |number: i32, wanted: FieldType| {
            let mut fields = self.schema.message(ty).fields.iter().map(|index| Ref { file: ty.file, index });
            fields.find(|&at| self.schema.field(at).number == number && self.schema.field(at).ty == wanted)
        };
        Some([field(1, FieldType::String)?, field(2, FieldType::Bytes)?])
    }

    /// `type.googleapis.com/a.B] { … }`
    fn any(&mut self, start: Tok, message: &mut MessageValue) -> Parsed<()> {
        let first = self.at;
        let url = self.bracketed()?;
        let Some(name) =
            url.strip_prefix("type.googleapis.com/").or_else(|| url.strip_prefix("type.googleprod.com/"))
        else {
            let help = "write `[type.googleapis.com/package.Message]`";
            let message = match url.find('/') {
                None => format!("`{url}` names no type: an `Any` holds a type URL, and this has no `/`"),
                Some(0) => format!("`{url}` names no type: nothing stands before the `/`"),
                Some(_) => format!("`{url}` is a type URL of an unknown host"),
            };
            return self.fault(first, message, help);
        };
        let ty = match self.resolver.find_full(name.as_bytes()) {
            Ok(Symbol::Element(file, Element::Message(index))) => Ref { file, index },
            Err(Unresolved::Unknown) if self.uncertain => return Err(Refused::Uncertain),
            _ => {
                return self.fault(
                    first,
                    format!("there is no message `{name}` to hold in an `Any`"),
                    "name it in full, and import the file that declares it",
                );
            }
        };
        self.eat(b':');
        let was_in_any = std::mem::replace(&mut self.in_any, true);
        let content = self.message(ty)?;
        self.in_any = was_in_any;
        if let Some(path) = missing_required(self.schema, &content) {
            return self.fault(
                start,
                format!("the required field `{path}` of `{name}` is not set"),
                "set it",
            );
        }
        if !message.fields.is_empty() {
            return self.fault(start, "this `Any` already has a value".to_owned(), "keep one of them");
        }
        let bytes = encode_message(self.schema, &content);
        if let Some([type_url, value]) = self.any_fields(message.ty) {
            for (field, bytes) in [(type_url, url.into_bytes()), (value, bytes)] {
                let value = Value::Bytes(bytes.into_boxed_slice());
                if self.schema.has_presence(field) || !value.is_default() {
                    message.slot(field, self.schema.field(field).number).push(value);
                }
            }
        }
        Ok(())
    }

    /// What stands behind the name of a field.
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

    /// Refuses a second value for a field or a oneof.
    fn check_unset(&self, start: Tok, message: &MessageValue, field: Ref) -> Parsed<()> {
        let model = self.schema.field(field);
        if !message.get(model.number).is_empty() {
            let name = self.schema.field_name(field);
            return self.fault(
                start,
                format!("`{name}` is set twice, and is not repeated"),
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
                    format!("`{name}` and `{other}` belong to one oneof: only one of them can be set"),
                    "keep one of them",
                )
            }
            None => Ok(()),
        }
    }

    /// One value, put into its field. Zeros of fields that do not know whether they are set leave no trace.
    fn value_into(&mut self, message: &mut MessageValue, field: Ref) -> Parsed<()> {
        let value = match self.schema.message_of(field) {
            Some(ty) => Value::Message(self.message(ty)?),
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
                format!("more than {MAX_DEPTH} messages lie inside each other"),
                "flatten the value: readers of descriptors stop at this depth",
            );
        }
        Ok(())
    }

    fn scalar(&mut self, field: Ref) -> Parsed<Value> {
        match self.schema.field_type(field) {
            FieldType::Int32 | FieldType::Sint32 | FieldType::Sfixed32 => {
                Ok(Value::I32(self.signed(i64::from(i32::MAX))? as i32))
            }
            FieldType::Int64 | FieldType::Sint64 | FieldType::Sfixed64 => {
                Ok(Value::I64(self.signed(i64::MAX)?))
            }
            FieldType::Uint32 | FieldType::Fixed32 => {
                Ok(Value::U32(self.unsigned(u64::from(u32::MAX))? as u32))
            }
            FieldType::Uint64 | FieldType::Fixed64 => Ok(Value::U64(self.unsigned(u64::MAX)?)),
            FieldType::Float => Ok(Value::F32(self.float()? as f32)),
            FieldType::Double => Ok(Value::F64(self.float()?)),
            FieldType::Bool => self.bool(field).map(Value::Bool),
            FieldType::String | FieldType::Bytes => self.string(field),
            FieldType::Enum => self.enumeration(field),
            // The type was not found: that has been reported where the field is declared.
            FieldType::Named | FieldType::Message | FieldType::Group => Err(Refused::Uncertain),
        }
    }

    fn signed(&mut self, max: i64) -> Parsed<i64> {
        let negative = self.eat(b'-');
        let value = self.unsigned(max as u64 + u64::from(negative))?;
        Ok(if negative { (value as i64).wrapping_neg() } else { value as i64 })
    }

    fn unsigned(&mut self, max: u64) -> Parsed<u64> {
        if self.kind() != Kind::Int {
            return self.fault(
                self.at,
                format!("{} is not an integer", self.describe()),
                "write a whole number",
            );
        }
        match literal::integer(self.text()) {
            Some(value) if value <= max => {
                self.step();
                Ok(value)
            }
            _ => self.fault(
                self.at,
                format!("{} does not fit: the largest number here is {max}", self.describe()),
                "use a number in range",
            ),
        }
    }

    fn float(&mut self) -> Parsed<f64> {
        let negative = self.eat(b'-');
        let text = self.text();
        let value = match self.kind() {
            Kind::Int if text.len() > 1 && text[0] == b'0' => {
                return self.fault(
                    self.at,
                    format!("{} is not decimal", self.describe()),
                    "floats are decimal: drop the leading zero",
                );
            }
            Kind::Int => literal::integer(text).map(|value| value as f64).or_else(|| literal::float(text)),
            Kind::Float => literal::float(text),
            Kind::Ident if text.eq_ignore_ascii_case(b"inf") || text.eq_ignore_ascii_case(b"infinity") => {
                Some(f64::INFINITY)
            }
            Kind::Ident if text.eq_ignore_ascii_case(b"nan") => Some(f64::NAN),
            _ => None,
        };
        let Some(value) = value else {
            return self.fault(
                self.at,
                format!("{} is not a number", self.describe()),
                "write a number, `inf` or `nan`",
            );
        };
        self.step();
        Ok(if negative { -value } else { value })
    }

    fn bool(&mut self, field: Ref) -> Parsed<bool> {
        if self.kind() == Kind::Int {
            return Ok(self.unsigned(1)? == 1);
        }
        let at = self.at;
        match self.identifier()? {
            b"true" | b"True" | b"t" => Ok(true),
            b"false" | b"False" | b"f" => Ok(false),
            other => {
                let message = format!(
                    "`{}` is no value of the bool `{}`",
                    String::from_utf8_lossy(other),
                    self.schema.field_name(field)
                );
                self.fault(at, message, "write `true` or `false`")
            }
        }
    }

    fn string(&mut self, field: Ref) -> Parsed<Value> {
        let first = self.at;
        if self.kind() != Kind::Str {
            return self.fault(
                first,
                format!("{} is not a string", self.describe()),
                "put the value in quotes",
            );
        }
        let mut bytes = Vec::new();
        while self.kind() == Kind::Str {
            literal::unescape(self.text(), &mut bytes);
            self.step();
        }
        if !self.in_any && self.schema.verifies_utf8(field) && std::str::from_utf8(&bytes).is_err() {
            return self.fault(
                first,
                "the string is not UTF-8, and its field requires that".to_owned(),
                "use UTF-8, or a field of type bytes",
            );
        }
        Ok(Value::Bytes(bytes.into_boxed_slice()))
    }

    fn enumeration(&mut self, field: Ref) -> Parsed<Value> {
        let Some(TypeRef::Enum(ty)) = self.schema.type_of(field) else { return Err(Refused::Uncertain) };
        let first = self.at;
        let found = match self.kind() {
            Kind::Ident => {
                let name = self.text();
                self.step();
                self.schema.value_named(ty, name)
            }
            Kind::Int | Kind::Symbol(b'-') => {
                let number = self.signed(i64::from(i32::MAX))? as i32;
                let known = !self.schema.refuses_unknown(field) || self.schema.has_value(ty, number);
                known.then_some(number)
            }
            _ => {
                return self.fault(
                    first,
                    format!("{} is not the name of an enum value", self.describe()),
                    "write a name without quotes",
                );
            }
        };
        match found {
            Some(number) => Ok(Value::Enum(number)),
            None => {
                let name = self.schema.full_name(ty.file, Element::Enum(ty.index));
                let written = String::from_utf8_lossy(self.tree.text(first)).into_owned();
                self.fault(
                    first,
                    format!("enum `{name}` has no value `{written}`"),
                    "use one of the values it declares",
                )
            }
        }
    }

    /// What stands behind the name of a field that is not there any more.
    fn skip_content(&mut self) -> Parsed<()> {
        if self.eat(b':') && !self.at_symbol(b'{') && !self.at_symbol(b'<') {
            self.skip_value()
        } else {
            self.skip_message()
        }
    }

    fn skip_message(&mut self) -> Parsed<()> {
        let close = if self.eat(b'<') { b'>' } else { b'}' };
        if close == b'}' && !self.eat(b'{') {
            return self.expected("{");
        }
        self.depth += 1;
        self.check_depth()?;
        while !self.at_symbol(b'>') && !self.at_symbol(b'}') {
            if self.eat(b'[') {
                self.bracketed()?;
            } else {
                self.identifier()?;
            }
            self.skip_content()?;
            let _ = self.eat(b';') || self.eat(b',');
        }
        self.depth -= 1;
        if !self.eat(close) {
            return self.expected(if close == b'>' { ">" } else { "}" });
        }
        Ok(())
    }

    fn skip_value(&mut self) -> Parsed<()> {
        if self.kind() == Kind::Str {
            while self.kind() == Kind::Str {
                self.step();
            }
            return Ok(());
        }
        if self.eat(b'[') {
            return self.skip_list();
        }
        let minus = self.eat(b'-');
        let text = self.text();
        let is_value = match self.kind() {
            Kind::Int | Kind::Float => true,
            Kind::Ident => {
                !minus
                    || [&b"inf"[..], b"infinity", b"nan"].iter().any(|word| text.eq_ignore_ascii_case(word))
            }
            _ => false,
        };
        if !is_value {
            return self.fault(
                self.at,
                format!("{} is not a value", self.describe()),
                "the field is reserved: remove it",
            );
        }
        self.step();
        Ok(())
    }

    fn skip_list(&mut self) -> Parsed<()> {
        if self.eat(b']') {
            return Ok(());
        }
        self.depth += 1;
        self.check_depth()?;
        loop {
            if self.at_symbol(b'{') || self.at_symbol(b'<') {
                self.skip_message()?;
            } else {
                self.skip_value()?;
            }
            if self.eat(b']') {
                self.depth -= 1;
                return Ok(());
            }
            if !self.eat(b',') {
                return self.expected(",");
            }
        }
    }

    fn identifier(&mut self) -> Parsed<&'a [u8]> {
        if self.kind() != Kind::Ident {
            return self.fault(
                self.at,
                format!("{} is not a name", self.describe()),
                "write the name of a field",
            );
        }
        let at = self.at;
        self.step();
        Ok(self.tree.text(at))
    }

    /// Moves to the next token that is not part of a comment.
    fn step(&mut self) {
        self.at += 1;
        while self.kind() == Kind::Symbol(b'#') {
            let bytes = self.tree.source.bytes();
            let start = self.tree.span(self.at).start as usize;
            let line_end = memchr(b'\n', &bytes[start..]).map_or(bytes.len(), |len| start + len);
            while !self.at_end() && (self.tree.span(self.at).start as usize) < line_end {
                self.at += 1;
            }
        }
    }

    fn at_end(&self) -> bool {
        self.at >= self.end
    }

    fn kind(&self) -> Kind {
        if self.at_end() { Kind::End } else { self.tree.tokens[self.at as usize].kind }
    }

    fn text(&self) -> &'a [u8] {
        self.tree.text(self.at.min(self.end))
    }

    fn at_symbol(&self, symbol: u8) -> bool {
        self.kind() == Kind::Symbol(symbol)
    }

    fn eat(&mut self, symbol: u8) -> bool {
        let found = self.at_symbol(symbol);
        if found {
            self.step();
        }
        found
    }

    fn describe(&self) -> String {
        match self.kind() {
            Kind::End => "the end of the value".to_owned(),
            _ => format!("`{}`", String::from_utf8_lossy(self.text())),
        }
    }

    fn expected<T>(&self, symbol: &str) -> Parsed<T> {
        self.fault(
            self.at,
            format!("{} stands where `{symbol}` should", self.describe()),
            &format!("write `{symbol}`"),
        )
    }

    #[expect(clippy::unused_self, reason = "a fault is what the parser says")]
    fn fault<T>(&self, at: Tok, message: String, help: &str) -> Parsed<T> {
        Err(Refused::Fault(at, message, help.to_owned()))
    }
}

/// The scope a name used inside `message` is looked up in first.
fn parent_scope(message: &str) -> &[u8] {
    message.rfind('.').map_or(b"", |dot| &message.as_bytes()[..dot])
}

fn is_dotted_name(text: &str) -> bool {
    text.split('.').all(|part| {
        part.bytes().next().is_some_and(|byte| byte.is_ascii_alphabetic() || byte == b'_')
            && part.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_')
    })
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
