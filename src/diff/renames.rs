//! Detects renamed types and services: a deleted and an added one with the same members in the same place, if the match
//! is unique.

use std::borrow::Cow;

use rustc_hash::FxHashMap;

use crate::breaking::names::type_of;
use crate::breaking::{Pair, Side};
use crate::lint::upper_snake_case;
use crate::schema::handles::{Enum, Field, File, Message, Method, Service};

/// One of the two schemas.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Age {
    Old,
    New,
}

/// Renamed elements: new names by old names, and the reverse.
#[derive(Default)]
pub struct Renames<'a>(Pair<FxHashMap<&'a str, &'a str>>);

impl<'a> Renames<'a> {
    /// Finds renamed elements. `home` maps an old file to its new name.
    pub fn find(
        sides: &Pair<Side<'a>>,
        files: &Pair<Vec<File<'a>>>,
        home: impl Fn(&'a str) -> &'a str,
    ) -> Self {
        let lost: Vec<Item<'a>> = unknown(&files.old, &sides.new).collect();
        let arrived = unknown(&files.new, &sides.old);
        let mut renames = Self::default();
        let arrived = by_shape(arrived.map(|item| (item, item.shape(&renames, item.file().name()))));
        // Renames can depend on each other: repeat until nothing changes.
        loop {
            let known = renames.0.old.len();
            let shapes = lost.iter().map(|item| (*item, item.shape(&renames, home(item.file().name()))));
            for (shape, old) in by_shape(shapes) {
                if let ([old], Some([new])) = (&old[..], arrived.get(&shape).map(Vec::as_slice)) {
                    renames.0.old.insert(old.full_name(), new.full_name());
                    renames.0.new.insert(new.full_name(), old.full_name());
                }
            }
            if renames.0.old.len() == known {
                return renames;
            }
        }
    }

    /// Translates a full name to the other side, including names inside a renamed element.
    pub fn translate<'n>(&self, age: Age, name: &'n str) -> Cow<'n, str> {
        let names = if age == Age::Old { &self.0.old } else { &self.0.new };
        let around = name.match_indices('.').map(|(dot, _)| dot).chain([name.len()]);
        let renamed = around.rev().find_map(|end| Some((names.get(&name[..end])?, &name[end..])));
        renamed.map_or(name.into(), |(new, rest)| format!("{new}{rest}").into())
    }

    /// Whether two type names differ only by a rename.
    pub fn explain(&self, from: &str, to: &str) -> bool {
        let [from, to] = [from, to].map(|name| name.trim_matches('`'));
        from != to && self.translate(Age::Old, from) == to
    }
}

/// An element that can be renamed.
#[derive(Clone, Copy)]
enum Item<'a> {
    Message(Message<'a>),
    Enum(Enum<'a>),
    Service(Service<'a>),
}

/// What a rename keeps: the kind, the file, the scope and the members.
type Shape = (u8, String, String, Vec<String>);

fn by_shape<'a>(items: impl Iterator<Item = (Item<'a>, Shape)>) -> FxHashMap<Shape, Vec<Item<'a>>> {
    let mut by_shape: FxHashMap<Shape, Vec<Item<'a>>> = FxHashMap::default();
    // Empty types all have the same shape; never match them.
    for (item, shape) in items.filter(|(_, shape)| !shape.3.is_empty()) {
        by_shape.entry(shape).or_default().push(item);
    }
    by_shape
}

/// Elements that the other side does not have, in a parent that it has.
fn unknown<'f, 'a>(files: &'f [File<'a>], other: &'f Side<'a>) -> impl Iterator<Item = Item<'a>> + 'f {
    let is_known =
        |parent: Option<Message<'_>>| parent.is_none_or(|parent| other.message(parent.full_name()).is_some());
    files.iter().flat_map(move |file| {
        let messages = file.messages().filter(move |found| is_known(found.parent()));
        let messages = messages.filter(|found| other.message(found.full_name()).is_none());
        let enums = file.enums().filter(move |found| is_known(found.parent()));
        let enums = enums.filter(|found| other.enumeration(found.full_name()).is_none());
        let services = file.services().filter(|found| other.service(found.full_name()).is_none());
        messages.map(Item::Message).chain(enums.map(Item::Enum)).chain(services.map(Item::Service))
    })
}

impl<'a> Item<'a> {
    fn full_name(self) -> &'a str {
        match self {
            Self::Message(message) => message.full_name(),
            Self::Enum(found) => found.full_name(),
            Self::Service(service) => service.full_name(),
        }
    }

    fn file(self) -> File<'a> {
        match self {
            Self::Message(message) => message.file(),
            Self::Enum(found) => found.file(),
            Self::Service(service) => service.file(),
        }
    }

    /// Uses type names after known renames, and leaves out the own name.
    fn shape(self, renames: &Renames<'_>, file: &str) -> Shape {
        let own = self.full_name();
        let scope = own.rsplit_once('.').map_or("", |(scope, _)| scope);
        let named = |name: &str| match name.strip_prefix(own) {
            Some(rest) if rest.is_empty() || rest.starts_with('.') => format!(".{rest}"),
            _ => renames.translate(Age::Old, name).into_owned(),
        };
        let (kind, mut members): (u8, Vec<String>) = match self {
            Self::Message(message) => (0, message.fields().map(|found| field(found, &named)).collect()),
            Self::Enum(found) => (1, values(found)),
            Self::Service(service) => (2, service.methods().map(|found| method(found, &named)).collect()),
        };
        members.sort_unstable();
        (kind, file.to_owned(), renames.translate(Age::Old, scope).into_owned(), members)
    }
}

fn field(field: Field<'_>, named: &impl Fn(&str) -> String) -> String {
    let is_part = |c: char| c.is_ascii_alphanumeric() || c == '_' || c == '.';
    let written = type_of(field);
    let mut ty = String::new();
    for part in written.split_inclusive(|c| !is_part(c)) {
        let name = part.trim_end_matches(|c| !is_part(c));
        ty.push_str(&named(name));
        ty.push_str(&part[name.len()..]);
    }
    format!("{ty} {} = {}", field.name(), field.number())
}

/// Values without the conventional prefix of their enum.
fn values(found: Enum<'_>) -> Vec<String> {
    let prefix = format!("{}_", upper_snake_case(found.name()));
    let value =
        |name: &str, number: i32| format!("{} = {number}", name.strip_prefix(&prefix).unwrap_or(name));
    found.values().map(|found| value(found.name(), found.number())).collect()
}

fn method(method: Method<'_>, named: &impl Fn(&str) -> String) -> String {
    let part = |message: Option<Message<'_>>, streams: bool| {
        (message.map(|message| named(message.full_name())), streams)
    };
    let input = part(method.input(), method.is_client_streaming());
    let output = part(method.output(), method.is_server_streaming());
    format!("{} {input:?} {output:?}", method.name())
}
