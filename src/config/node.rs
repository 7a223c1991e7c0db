//! A configuration file as it is written: values with their places, before anybody asks what they mean. Every syntax
//! comes down to this.

use std::borrow::Cow;

use crate::diag::{Diagnostic, Place};
use crate::rules::similar;
use crate::text::{Line, Source, Span};

/// A value and where it is.
#[derive(Clone, Debug)]
pub struct Node {
    /// Where it is written.
    pub span: Span,
    /// What it is.
    pub value: Value,
}

/// What is written.
#[derive(Clone, Debug)]
pub enum Value {
    /// Nothing, or a word for it.
    Null,
    /// A word or a number without quotes; it may be a truth value.
    Plain(String),
    /// A text in quotes.
    Quoted(String),
    /// Values in a row.
    List(Vec<Node>),
    /// Values by key, in the order they are written; no key is there twice.
    Map(Vec<(Key, Node)>),
}

/// The key of a value, or a text that has a place.
#[derive(Clone, Debug)]
pub struct Key {
    /// Where it is written.
    pub span: Span,
    /// What it says.
    pub text: String,
}

impl Node {
    /// The item of a list that is this text.
    pub fn item(&self, text: &str) -> Option<&Self> {
        let Value::List(items) = &self.value else { return None };
        let is_text =
            |value: &Value| matches!(value, Value::Plain(found) | Value::Quoted(found) if found == text);
        items.iter().find(|item| is_text(&item.value))
    }
}

impl Value {
    /// What it is called in messages.
    fn noun(&self) -> Cow<'static, str> {
        match self {
            Self::Null => "nothing".into(),
            Self::Plain(text) => format!("`{text}`").into(),
            Self::Quoted(_) => "a text".into(),
            Self::List(_) => "a list".into(),
            Self::Map(_) => "keys and values".into(),
        }
    }
}

/// A configuration file, and what is wrong with it so far.
#[derive(Debug)]
pub struct Reader {
    source: Source,
    /// What was found wrong, and what the user should know.
    pub found: Vec<Diagnostic>,
}

impl Reader {
    /// A reader of a file.
    pub fn new(source: Source) -> Self {
        Self { source, found: Vec::new() }
    }

    /// The text of the file; `None` where it is none, which is reported.
    pub fn utf8(&mut self) -> Option<String> {
        let text = std::str::from_utf8(self.source.bytes()).ok().map(str::to_owned);
        if text.is_none() {
            self.error(Span::at(0), "the file is no text in UTF-8", "save it as UTF-8");
        }
        text
    }

    /// A place in the file.
    pub fn place(&self, span: Span) -> Place {
        Place::span(&self.source, span)
    }

    /// Reports what makes the configuration unusable, and what to do about it.
    pub fn error(&mut self, span: Span, message: impl Into<Line>, help: impl Into<Line>) {
        let error = Diagnostic::error("configuration", self.place(span), message);
        self.found.push(error.help(help));
    }

    /// Reports what the user should know, and what to do about it.
    pub fn warn(&mut self, span: Span, message: impl Into<Line>, help: impl Into<Line>) {
        let warning = Diagnostic::warning("configuration", self.place(span), message);
        self.found.push(warning.help(help));
    }

    /// The values of a map by key. Reports keys that are not known, and a value that is no map.
    pub fn fields<'n>(&mut self, node: Option<&'n Node>, known: &[&str]) -> Fields<'n> {
        let entries = node.map(|node| self.entries(node)).unwrap_or_default();
        for (key, _) in entries.iter().filter(|(key, _)| !known.contains(&&*key.text)) {
            let help = match similar(&key.text, known.iter().copied()) {
                Some(known) => format!("did you mean `{known}`?"),
                None => format!("the keys here are {}", list(known)),
            };
            self.error(key.span, format!("`{}` is no key that is known here", key.text), help);
        }
        Fields { entries }
    }

    /// Keys and values; none where there is nothing.
    pub fn entries<'n>(&mut self, node: &'n Node) -> &'n [(Key, Node)] {
        match &node.value {
            Value::Map(entries) => entries,
            Value::Null => &[],
            other => {
                self.unfit(node.span, "keys and values", other);
                &[]
            }
        }
    }

    /// The values of a list; none where there is nothing.
    pub fn items<'n>(&mut self, node: &'n Node) -> &'n [Node] {
        match &node.value {
            Value::List(items) => items,
            Value::Null => &[],
            other => {
                self.unfit(node.span, "a list", other);
                &[]
            }
        }
    }

    /// The texts of a list.
    pub fn texts(&mut self, node: Option<&Node>) -> Vec<Key> {
        let Some(node) = node else { return Vec::new() };
        let items = self.items(node).iter();
        items.filter_map(|item| self.text(Some(item))).collect()
    }

    /// A text; numbers and the like are texts too.
    pub fn text(&mut self, node: Option<&Node>) -> Option<Key> {
        let node = node?;
        match &node.value {
            Value::Plain(text) | Value::Quoted(text) => Some(Key { span: node.span, text: text.clone() }),
            Value::Null => None,
            other => {
                self.unfit(node.span, "a text", other);
                None
            }
        }
    }

    /// A text in quotes, which is no number and the like.
    pub fn quoted(&mut self, node: Option<&Node>) -> Option<Key> {
        let node = node?;
        match &node.value {
            Value::Quoted(text) => Some(Key { span: node.span, text: text.clone() }),
            other => {
                self.unfit(node.span, "a text in quotes", other);
                None
            }
        }
    }

    /// The texts in quotes of a list.
    pub fn all_quoted(&mut self, node: Option<&Node>) -> Vec<Key> {
        let items = node.map(|node| self.items(node)).unwrap_or_default();
        items.iter().filter_map(|item| self.quoted(Some(item))).collect()
    }

    /// A truth value; false where there is none.
    pub fn flag(&mut self, node: Option<&Node>) -> bool {
        let Some(node) = node else { return false };
        match &node.value {
            Value::Null => false,
            Value::Plain(text) if matches!(&*text.to_ascii_lowercase(), "true" | "yes" | "on" | "y") => true,
            Value::Plain(text) if matches!(&*text.to_ascii_lowercase(), "false" | "no" | "off" | "n") => {
                false
            }
            other => {
                self.unfit(node.span, "`true` or `false`", other);
                false
            }
        }
    }

    /// Reports a value of the wrong kind.
    pub fn unfit(&mut self, span: Span, wanted: &str, found: &Value) {
        let noun = found.noun();
        self.error(span, format!("{noun} stands where {wanted} should"), format!("write {wanted} here"));
    }
}

/// The values of a map.
#[derive(Clone, Copy, Debug, Default)]
pub struct Fields<'n> {
    entries: &'n [(Key, Node)],
}

impl<'n> Fields<'n> {
    /// The value of a key.
    pub fn get(self, key: &str) -> Option<&'n Node> {
        self.entries.iter().find(|(found, _)| found.text == key).map(|(_, node)| node)
    }
}

/// Names as a sentence has them.
pub fn list(names: &[impl AsRef<str>]) -> String {
    and(&names.iter().map(|name| format!("`{}`", name.as_ref())).collect::<Vec<_>>())
}

/// Things as a sentence lists them.
pub fn and(things: &[String]) -> String {
    match things {
        [first @ .., last] if !first.is_empty() => format!("{} and {last}", first.join(", ")),
        things => things.concat(),
    }
}
