//! Types and services that have another name: what is gone and what is new, where both have the same members in the same
//! place and nothing else has.

use std::borrow::Cow;

use rustc_hash::FxHashMap;

use crate::breaking::names::type_of;
use crate::breaking::{Pair, Side};
use crate::lint::upper_snake_case;
use crate::schema::handles::{Enum, Field, File, Message, Method, Service};

/// Which of two schemas something is taken from.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Age {
    Old,
    New,
}

/// The names of what was renamed, by the names on the other side: the new ones by the old ones, and the reverse.
#[derive(Default)]
pub struct Renames<'a>(Pair<FxHashMap<&'a str, &'a str>>);

impl<'a> Renames<'a> {
    /// Finds what was renamed in some files. `home` is the new name of an old file.
    pub fn find(
        sides: &Pair<Side<'a>>,
        files: &Pair<Vec<File<'a>>>,
        home: impl Fn(&'a str) -> &'a str,
    ) -> Self {
        let lost: Vec<Item<'a>> = unknown(&files.old, &sides.new).collect();
        let arrived = unknown(&files.new, &sides.old);
        let mut renames = Self::default();
        let arrived = by_shape(arrived.map(|item| (item, item.shape(&renames, item.file().name()))));
        // What is renamed may be a member of what else is.
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

    /// What a name of one side is on the other; that of something inside changes with what it is in.
    pub fn translate<'n>(&self, age: Age, name: &'n str) -> Cow<'n, str> {
        let names = if age == Age::Old { &self.0.old } else { &self.0.new };
        let around = name.match_indices('.').map(|(dot, _)| dot).chain([name.len()]);
        let renamed = around.rev().find_map(|end| Some((names.get(&name[..end])?, &name[end..])));
        renamed.map_or(name.into(), |(new, rest)| format!("{new}{rest}").into())
    }

    /// Whether a type, as messages show it, is another one by name only.
    pub fn explain(&self, from: &str, to: &str) -> bool {
        let [from, to] = [from, to].map(|name| name.trim_matches('`'));
        from != to && self.translate(Age::Old, from) == to
    }
}

/// What can be renamed.
#[derive(Clone, Copy)]
enum Item<'a> {
    Message(Message<'a>),
    Enum(Enum<'a>),
    Service(Service<'a>),
}

/// What stays the same in a renaming: the kind, the file, what it is in, and the members.
type Shape = (u8, String, String, Vec<String>);

fn by_shape<'a>(items: impl Iterator<Item = (Item<'a>, Shape)>) -> FxHashMap<Shape, Vec<Item<'a>>> {
    let mut by_shape: FxHashMap<Shape, Vec<Item<'a>>> = FxHashMap::default();
    // What has no members is like everything else that has none.
    for (item, shape) in items.filter(|(_, shape)| !shape.3.is_empty()) {
        by_shape.entry(shape).or_default().push(item);
    }
    by_shape
}

/// What other files do not know, in something that they do.
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

    /// Names of types in it are those after the renamings, and its own name is left out.
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

/// Values without the name of their enum, with which they begin by custom.
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
