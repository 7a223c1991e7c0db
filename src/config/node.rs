//! The syntax tree of a configuration file: values with positions. TOML and YAML are both parsed to this.

use std::borrow::Cow;

use crate::diag::{Diagnostic, Place};
use crate::rules::similar;
use crate::text::{Line, Source, Span};

/// A value and its position.
#[derive(Clone, Debug)]
pub struct Node {
    /// Its position in the source.
    pub span: Span,
    /// The value.
    pub value: Value,
}

/// A value.
#[derive(Clone, Debug)]
pub enum Value {
    /// Nothing, or `null`.
    Null,
    /// An unquoted word, number or boolean.
    Plain(String),
    /// A quoted string.
    Quoted(String),
    /// A list.
    List(Vec<Node>),
    /// Values by key, in source order, without duplicate keys.
    Map(Vec<(Key, Node)>),
}

/// A key or a string with its position.
#[derive(Clone, Debug)]
pub struct Key {
    /// Its position in the source.
    pub span: Span,
    /// Its text.
    pub text: String,
}

impl Node {
    /// The list item that equals this string.
    pub fn item(&self, text: &str) -> Option<&Self> {
        let Value::List(items) = &self.value else { return None };
        let is_text =
            |value: &Value| matches!(value, Value::Plain(found) | Value::Quoted(found) if found == text);
        items.iter().find(|item| is_text(&item.value))
    }
}

impl Value {
    /// Its description for messages.
    fn noun(&self) -> Cow<'static, str> {
        match self {
            Self::Null => "nothing".into(),
            Self::Plain(text) => format!("`{text}`").into(),
            Self::Quoted(_) => "a string".into(),
            Self::List(_) => "a list".into(),
            Self::Map(_) => "a table".into(),
        }
    }
}

/// A configuration file, and the diagnostics so far.
#[derive(Debug)]
pub struct Reader {
    source: Source,
    /// Errors and warnings.
    pub found: Vec<Diagnostic>,
}

impl Reader {
    /// A reader of a file.
    pub fn new(source: Source) -> Self {
        Self { source, found: Vec::new() }
    }

    /// The text of the file. Reports invalid UTF-8.
    pub fn utf8(&mut self) -> Option<String> {
        let text = std::str::from_utf8(self.source.bytes()).ok().map(str::to_owned);
        if text.is_none() {
            self.error(Span::at(0), "the file is not valid UTF-8", "save it as UTF-8");
        }
        text
    }

    /// A place in the file.
    pub fn place(&self, span: Span) -> Place {
        Place::span(&self.source, span)
    }

    /// Reports an error, which makes the configuration invalid, with help.
    pub fn error(&mut self, span: Span, message: impl Into<Line>, help: impl Into<Line>) {
        let error = Diagnostic::error("configuration", self.place(span), message);
        self.found.push(error.help(help));
    }

    /// Reports a warning, with help.
    pub fn warn(&mut self, span: Span, message: impl Into<Line>, help: impl Into<Line>) {
        let warning = Diagnostic::warning("configuration", self.place(span), message);
        self.found.push(warning.help(help));
    }

    /// The values of a map by key. Reports unknown keys, and a value that is not a map.
    pub fn fields<'n>(&mut self, node: Option<&'n Node>, known: &[&str]) -> Fields<'n> {
        let entries = node.map(|node| self.entries(node)).unwrap_or_default();
        for (key, _) in entries.iter().filter(|(key, _)| !known.contains(&&*key.text)) {
            let help = match similar(&key.text, known.iter().copied()) {
                Some(known) => format!("did you mean `{known}`?"),
                None => format!("expected one of {}", list(known)),
            };
            self.error(key.span, format!("unknown key `{}`", key.text), help);
        }
        Fields { entries }
    }

    /// The entries of a map; empty for null.
    pub fn entries<'n>(&mut self, node: &'n Node) -> &'n [(Key, Node)] {
        match &node.value {
            Value::Map(entries) => entries,
            Value::Null => &[],
            other => {
                self.wrong_type(node.span, "a table", other);
                &[]
            }
        }
    }

    /// The values of a list; empty for null.
    pub fn items<'n>(&mut self, node: &'n Node) -> &'n [Node] {
        match &node.value {
            Value::List(items) => items,
            Value::Null => &[],
            other => {
                self.wrong_type(node.span, "a list", other);
                &[]
            }
        }
    }

    /// The strings of a list.
    pub fn texts(&mut self, node: Option<&Node>) -> Vec<Key> {
        let Some(node) = node else { return Vec::new() };
        let items = self.items(node).iter();
        items.filter_map(|item| self.text(Some(item))).collect()
    }

    /// A string; unquoted values are accepted.
    pub fn text(&mut self, node: Option<&Node>) -> Option<Key> {
        let node = node?;
        match &node.value {
            Value::Plain(text) | Value::Quoted(text) => Some(Key { span: node.span, text: text.clone() }),
            Value::Null => None,
            other => {
                self.wrong_type(node.span, "a string", other);
                None
            }
        }
    }

    /// A quoted string.
    pub fn quoted(&mut self, node: Option<&Node>) -> Option<Key> {
        let node = node?;
        match &node.value {
            Value::Quoted(text) => Some(Key { span: node.span, text: text.clone() }),
            other => {
                self.wrong_type(node.span, "a quoted string", other);
                None
            }
        }
    }

    /// The quoted strings of a list.
    pub fn all_quoted(&mut self, node: Option<&Node>) -> Vec<Key> {
        let items = node.map(|node| self.items(node)).unwrap_or_default();
        items.iter().filter_map(|item| self.quoted(Some(item))).collect()
    }

    /// A boolean; false if missing.
    pub fn flag(&mut self, node: Option<&Node>) -> bool {
        let Some(node) = node else { return false };
        match &node.value {
            Value::Null => false,
            Value::Plain(text) if matches!(&*text.to_ascii_lowercase(), "true" | "yes" | "on" | "y") => true,
            Value::Plain(text) if matches!(&*text.to_ascii_lowercase(), "false" | "no" | "off" | "n") => {
                false
            }
            other => {
                self.wrong_type(node.span, "`true` or `false`", other);
                false
            }
        }
    }

    /// A whole number.
    pub fn number(&mut self, node: &Node) -> Option<u32> {
        let number = match &node.value {
            Value::Plain(text) => text.parse().ok(),
            _ => None,
        };
        if number.is_none() {
            self.wrong_type(node.span, "a whole number", &node.value);
        }
        number
    }

    /// Reports a value of the wrong type.
    pub fn wrong_type(&mut self, span: Span, wanted: &str, found: &Value) {
        let noun = found.noun();
        self.error(span, format!("expected {wanted}, found {noun}"), format!("write {wanted} here"));
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

/// Joins names, in backticks, with commas and `and`.
pub fn list(names: &[impl AsRef<str>]) -> String {
    and(&names.iter().map(|name| format!("`{}`", name.as_ref())).collect::<Vec<_>>())
}

/// Joins items with commas and `and`.
pub fn and(things: &[String]) -> String {
    match things {
        [first @ .., last] if !first.is_empty() => format!("{} and {last}", first.join(", ")),
        things => things.concat(),
    }
}
