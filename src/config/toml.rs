//! Parses TOML to nodes.

use toml::Spanned;
use toml::de::{DeTable, DeValue, Error};

use super::node::{Key, Node, Reader, Value};
use crate::text::Span;

/// Parses a file. Reports each syntax error at its position.
pub fn read(reader: &mut Reader) -> Option<Node> {
    let text = reader.utf8()?;
    // The parser limits the nesting depth.
    let (table, errors) = DeTable::parse_recoverable(&text);
    for error in &errors {
        refuse(error, reader);
    }
    errors.is_empty().then(|| Node { span: span(&table), value: map(table.into_inner()) })
}

/// A deserialization error as one line, with its line number.
pub fn toml_fault(text: &str, error: &Error) -> String {
    let offset = error.span().map_or(0, |span| span.start);
    let line = text.get(..offset).map_or(0, |before| before.matches('\n').count()) + 1;
    format!("{line}: {}", error.message().trim_end().replace('\n', ": "))
}

/// Converts `key=value` from the command line, where strings need no quotes, to TOML.
pub fn of_argument(argument: &str) -> String {
    match argument.split_once('=') {
        Some((key, value)) if DeTable::parse(argument).is_err() => {
            format!("{key}={}", toml::Value::from(value.trim()))
        }
        _ => argument.to_owned(),
    }
}

fn node(value: Spanned<DeValue<'_>>) -> Node {
    let span = span(&value);
    let value = match value.into_inner() {
        DeValue::String(text) => Value::Quoted(text.into_owned()),
        DeValue::Integer(number) => {
            Value::Plain(match i64::from_str_radix(number.as_str(), number.radix()) {
                Ok(number) => number.to_string(),
                Err(_) => number.to_string(),
            })
        }
        DeValue::Float(number) => Value::Plain(number.to_string()),
        DeValue::Boolean(flag) => Value::Plain(flag.to_string()),
        DeValue::Datetime(date) => Value::Plain(date.to_string()),
        DeValue::Array(items) => Value::List(items.into_iter().map(node).collect()),
        DeValue::Table(table) => map(table),
    };
    Node { span, value }
}

fn map(table: DeTable<'_>) -> Value {
    let entry = |(key, value): (Spanned<_>, _)| {
        let span = span(&key);
        let text: std::borrow::Cow<'_, str> = key.into_inner();
        (Key { span, text: text.into_owned() }, node(value))
    };
    let mut entries: Vec<_> = table.into_iter().map(entry).collect();
    // The parser sorts them alphabetically.
    entries.sort_by_key(|(key, _)| key.span.start);
    Value::Map(entries)
}

fn span<T>(value: &Spanned<T>) -> Span {
    let range = value.span();
    Span::new(range.start as u32, range.end as u32)
}

fn refuse(error: &Error, reader: &mut Reader) {
    let range = error.span().unwrap_or(0..0);
    let span = Span::new(range.start as u32, range.end as u32);
    let message = format!("invalid TOML: {}", error.message().trim_end().replace('\n', ": "));
    reader.error(span, message, "check the quotes, brackets and equals signs around it");
}
