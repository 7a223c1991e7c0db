//! Parses names in brackets: extensions, and types in an `Any`.

use super::{ParseFailure, Parsed, Parser, missing_required};
use crate::compile::resolve::{LookupFilter, Unresolved};
use crate::schema::{Element, FieldType, Label, MessageValue, Ref, Symbol, Value, encode_message};
use crate::syntax::{Kind, Tok, is_identifier};

impl Parser<'_> {
    /// `name.of.extension]`
    pub(super) fn extension(&mut self, ty: Ref) -> Parsed<Ref> {
        let first = self.at;
        let (name, last) = self.bracketed()?;
        let owner = self.schema.message_name(ty);
        let found = match self.resolver.resolve_in(parent_scope(owner), name.as_bytes(), LookupFilter::Any) {
            Ok(Symbol::Element(file, Element::Field(index))) => Some(Ref { file, index }),
            Ok(Symbol::Element(file, Element::Message(index))) => {
                self.message_set_item(ty, Ref { file, index })
            }
            Err(Unresolved::Unknown | Unresolved::Inner(_)) if self.uncertain => {
                return Err(ParseFailure::Uncertain);
            }
            _ => None,
        };
        match found
            .filter(|&field| self.schema.field(field).is_extension() && self.schema.owner(field) == Some(ty))
        {
            Some(field) if is_dotted_name(&name) => {
                self.found([first, last], field, Element::Field);
                Ok(field)
            }
            _ => self.fault(
                first,
                format!("`{name}` is not an extension of `{owner}`"),
                "declare it, or import the file that does",
            ),
        }
    }

    /// The extension of a message set, by the name of its message type.
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

    /// The text up to the closing bracket, without white space, and its last token.
    pub(super) fn bracketed(&mut self) -> Parsed<(String, Tok)> {
        let (first, mut last) = (self.at, self.at);
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
                    format!("expected an extension name or `]`, found {}", self.describe()),
                    "write `[package.extension]`",
                );
            }
            text.push_str(word);
            last = self.at;
            self.step();
        }
        if text.is_empty() {
            return self.fault(
                first,
                "expected an extension name, found `]`".to_owned(),
                "add the name of an extension",
            );
        }
        Ok((text, last))
    }

    /// Whether a message is `google.protobuf.Any` with the usual fields.
    pub(super) fn is_any(&self, ty: Ref) -> bool {
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
    pub(super) fn any(&mut self, start: Tok, message: &mut MessageValue) -> Parsed<()> {
        let first = self.at;
        let (url, last) = self.bracketed()?;
        let Some(name) =
            url.strip_prefix("type.googleapis.com/").or_else(|| url.strip_prefix("type.googleprod.com/"))
        else {
            let help = "write `[type.googleapis.com/package.Message]`";
            let message = match url.find('/') {
                None => format!("invalid type URL `{url}`: missing `/`"),
                Some(0) => format!("invalid type URL `{url}`: missing host before the `/`"),
                Some(_) => format!("unknown host in the type URL `{url}`"),
            };
            return self.fault(first, message, help);
        };
        let ty = match self.resolver.find_full(name.as_bytes()) {
            Ok(Symbol::Element(file, Element::Message(index))) => Ref { file, index },
            Err(Unresolved::Unknown) if self.uncertain => return Err(ParseFailure::Uncertain),
            _ => {
                return self.fault(
                    first,
                    format!("cannot find message `{name}`"),
                    "write its full name, and import the file that declares it",
                );
            }
        };
        self.found([first, last], ty, Element::Message);
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
            return self.fault(start, "this `Any` is set twice".to_owned(), "keep one of them");
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
}

/// The scope in which names inside `message` are looked up first.
fn parent_scope(message: &str) -> &[u8] {
    message.rfind('.').map_or(b"", |dot| &message.as_bytes()[..dot])
}

fn is_dotted_name(text: &str) -> bool {
    text.split('.').all(|part| is_identifier(part.as_bytes()))
}
