//! Parses YAML, and JSON as a subset, to nodes.

use saphyr_parser::{Event, Parser, ScalarStyle, ScanError, Span as Marks, Tag};

use super::node::{Key, Node, Reader, Value};
use crate::text::Span;

/// Limits of the nesting depth and the number of values: aliases can multiply them.
const MAX_DEPTH: usize = 32;
const MAX_NODES: usize = 100_000;

/// Parses the first document of a file; a missing one is null. Reports syntax errors.
pub fn read(reader: &mut Reader) -> Option<Node> {
    let text = reader.utf8()?;
    let mut builder =
        Builder { reader, offsets: Offsets::new(&text), open: Vec::new(), anchors: Vec::new(), nodes: 0 };
    let mut parser = Parser::new_from_str(&text);
    while let Some(event) = parser.next_event() {
        match event.map(|(event, marks)| builder.take(event, marks)) {
            Ok(Step::More) => {}
            Ok(Step::Done(node)) => return Some(node),
            Ok(Step::Refused) => return None,
            Err(error) => {
                builder.refuse(&error);
                return None;
            }
        }
    }
    Some(NOTHING)
}

const NOTHING: Node = Node { span: Span::at(0), value: Value::Null };

enum Step {
    More,
    Done(Node),
    Refused,
}

struct Builder<'r> {
    reader: &'r mut Reader,
    offsets: Offsets,
    open: Vec<Open>,
    anchors: Vec<(usize, Node)>,
    nodes: usize,
}

/// A list or a map under construction.
struct Open {
    start: u32,
    anchor: usize,
    value: Value,
    /// The key of the next value in a map.
    key: Option<Key>,
}

impl Builder<'_> {
    fn take(&mut self, event: Event<'_>, marks: Marks) -> Step {
        let span = self.offsets.span(marks);
        match event {
            Event::Scalar(text, style, anchor, tag) => {
                let value = scalar(&text, style, tag.as_deref());
                self.add(Node { span, value }, anchor)
            }
            Event::Alias(anchor) => match self.anchors.iter().find(|(id, _)| *id == anchor) {
                Some((_, node)) if self.nodes + count(node) <= MAX_NODES => {
                    self.nodes += count(node);
                    let node = Node { span, ..node.clone() };
                    self.add(node, 0)
                }
                Some(_) => self.stop(span, "the file contains too many values"),
                None => self.stop(span, "this alias refers to a value that contains it"),
            },
            Event::SequenceStart(anchor, _) => self.enter(span, anchor, Value::List(Vec::new())),
            Event::MappingStart(anchor, _) => self.enter(span, anchor, Value::Map(Vec::new())),
            Event::SequenceEnd | Event::MappingEnd => self.leave(span),
            Event::DocumentEnd | Event::StreamEnd => Step::Done(NOTHING),
            Event::Nothing | Event::StreamStart | Event::DocumentStart(_) => Step::More,
        }
    }

    fn enter(&mut self, span: Span, anchor: usize, value: Value) -> Step {
        if self.open.len() == MAX_DEPTH {
            return self.stop(span, "values are nested too deeply");
        }
        self.open.push(Open { start: span.start, anchor, value, key: None });
        Step::More
    }

    fn leave(&mut self, span: Span) -> Step {
        let Some(Open { start, anchor, value, .. }) = self.open.pop() else { return Step::More };
        // Without brackets, the parser ends a value at the next token, after its last line.
        let end = self.offsets.trim_end(start, span.end);
        self.add(Node { span: Span::new(start, end), value }, anchor)
    }

    fn add(&mut self, node: Node, anchor: usize) -> Step {
        self.nodes += 1;
        if self.nodes > MAX_NODES {
            return self.stop(node.span, "the file contains too many values");
        }
        if anchor > 0 {
            self.anchors.push((anchor, node.clone()));
        }
        let Some(open) = self.open.last_mut() else { return Step::Done(node) };
        match (&mut open.value, open.key.take()) {
            (Value::List(items), _) => items.push(node),
            (Value::Map(entries), Some(key)) => entries.push((key, node)),
            (Value::Map(entries), None) => match node.value {
                Value::Plain(text) | Value::Quoted(text) => {
                    let twice = entries.iter().any(|(known, _)| known.text == text);
                    open.key = Some(Key { span: node.span, text });
                    if twice {
                        self.reader.error(node.span, "duplicate key", "remove one of them");
                    }
                }
                _ => return self.stop(node.span, "expected a string as key"),
            },
            _ => {}
        }
        Step::More
    }

    fn stop(&mut self, span: Span, why: &str) -> Step {
        self.reader.error(span, why, "simplify the file");
        Step::Refused
    }

    fn refuse(&mut self, error: &ScanError) {
        let at = self.offsets.offset(error.marker().index());
        let message = format!("invalid YAML: {}", error.info());
        self.reader.error(Span::at(at), message, "check the indentation, quotes and brackets before it");
    }
}

fn count(node: &Node) -> usize {
    1 + match &node.value {
        Value::List(items) => items.iter().map(count).sum(),
        Value::Map(entries) => entries.iter().map(|(_, node)| count(node)).sum::<usize>(),
        Value::Null | Value::Plain(_) | Value::Quoted(_) => 0,
    }
}

fn scalar(text: &str, style: ScalarStyle, tag: Option<&Tag>) -> Value {
    let is_text = tag.is_some_and(|tag| tag.is_yaml_core_schema() && tag.suffix == "str");
    match (style, text) {
        (ScalarStyle::Plain, "" | "~" | "null" | "Null" | "NULL") if !is_text => Value::Null,
        (ScalarStyle::Plain, _) if !is_text => Value::Plain(text.to_owned()),
        _ => Value::Quoted(text.to_owned()),
    }
}

/// Converts character positions of the parser to byte offsets.
struct Offsets {
    text: String,
    /// The offset of each character and of the end; empty for ASCII.
    starts: Vec<u32>,
}

impl Offsets {
    fn new(text: &str) -> Self {
        let starts = if text.is_ascii() {
            Vec::new()
        } else {
            text.char_indices().map(|(at, _)| at as u32).chain([text.len() as u32]).collect()
        };
        Self { text: text.to_owned(), starts }
    }

    fn offset(&self, index: usize) -> u32 {
        match self.starts.last() {
            None => index.min(self.text.len()) as u32,
            Some(&end) => self.starts.get(index).copied().unwrap_or(end),
        }
    }

    fn span(&self, marks: Marks) -> Span {
        Span::new(self.offset(marks.start.index()), self.offset(marks.end.index()))
    }

    fn trim_end(&self, start: u32, end: u32) -> u32 {
        let text = self.text.get(start as usize..end as usize).unwrap_or_default();
        start + text.trim_end().len() as u32
    }
}
