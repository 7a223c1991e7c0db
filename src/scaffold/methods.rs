//! The standard methods, recognized by their names and by the types of their requests and responses.

use heck::{ToSnakeCase, ToUpperCamelCase};
use serde::Serialize;

use super::config::Config;
use super::entities::{self, Entity, TimestampKind, plural};
use super::fields::{self, is_option, is_plain, same_type};
use crate::schema::handles::{Field, Message, Method, Service};

/// The body of a method. Values are Rust expressions on `request` and the entity.
#[derive(Clone, Serialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Body {
    /// Answers with one entity.
    Get {
        /// The key in the request.
        key: String,
    },
    /// Stores a new entity.
    Create,
    /// Changes an entity.
    Update {
        /// The key of the entity.
        key: String,
        /// The entity in the request, if it has one.
        from: Option<String>,
        /// The field mask of the request, if it has one.
        mask: Option<String>,
        /// The fields that can change.
        sets: Vec<Set>,
        /// The time of the change.
        updated: Vec<Assign>,
    },
    /// Removes an entity.
    Delete {
        /// The key of the entity.
        key: String,
    },
    /// Answers with a page, as a message or as a stream.
    List {
        /// The size of the page.
        size: String,
        /// The token of the page.
        token: String,
    },
    /// Stores a new entity for each request of a stream, all or none.
    BatchCreate,
    /// Answers with the entities of several keys.
    BatchGet {
        /// The field of the keys.
        keys: String,
    },
    /// Stores each entity of a stream under its key and sends it back.
    Sync,
    /// Is left to the user.
    Unimplemented,
}

/// A field that an update changes.
#[derive(Clone, Serialize)]
pub struct Set {
    /// The name in a field mask.
    pub name: String,
    /// The field of the entity.
    pub field: String,
    /// The value, of the request.
    pub value: String,
    /// `always`, or only if the request has a value: `if_some` sets the value itself, `if_set` the whole field.
    pub when: &'static str,
    /// Whether the value is a temporary or `Copy`; otherwise it is cloned, since an update can run more than once.
    pub assigned: bool,
}

/// A field of a new entity.
#[derive(Clone, Serialize)]
pub struct Assign {
    /// The field.
    pub field: String,
    /// Its value.
    pub value: String,
}

/// A standard method of an entity.
pub struct Standard<'a> {
    /// The entity.
    pub entity: Entity<'a>,
    /// The body of the method.
    pub body: Body,
    /// The field of the response that holds the entity or the entities, unless the response is the entity.
    pub answer: Option<Field<'a>>,
    /// The field of the request with the key or the keys.
    pub key: Option<Field<'a>>,
}

/// The messages that a service gets, creates, changes or lists, and that have a key.
pub fn entities<'a>(service: Service<'a>, config: &'a Config) -> Vec<Entity<'a>> {
    let mut found: Vec<Entity<'a>> = Vec::new();
    for method in service.methods() {
        let (Some(output), Some((verb, noun))) = (method.output(), verb(method)) else { continue };
        let own = std::iter::once(output).chain(output.fields().filter_map(Field::message_type));
        let named = own.filter(|message| {
            let name = message.name().to_upper_camel_case();
            let of_many = matches!(verb, "List" | "BatchCreate" | "BatchGet" | "Sync");
            noun == name || of_many && is_plural(&noun, &name)
        });
        let entity = { named }.find_map(|message| Entity::new(message, config));
        found.extend(entity.filter(|entity| !found.iter().any(|known| known.is(entity.message))));
    }
    found
}

fn is_plural(plural_name: &str, name: &str) -> bool {
    plural(&name.to_snake_case()).to_upper_camel_case() == plural_name
}

/// The verb of a method, and its noun.
pub fn verb(method: Method<'_>) -> Option<(&'static str, String)> {
    const VERBS: [(&str, &str); 12] = [
        ("BatchCreate", "BatchCreate"),
        ("BatchGet", "BatchGet"),
        ("Get", "Get"),
        ("Read", "Get"),
        ("Fetch", "Get"),
        ("Create", "Create"),
        ("Update", "Update"),
        ("Delete", "Delete"),
        ("Remove", "Delete"),
        ("List", "List"),
        ("Sync", "Sync"),
        ("Upsert", "Sync"),
    ];
    let name = method.name().to_upper_camel_case();
    VERBS.into_iter().find_map(|(prefix, verb)| {
        let rest = name.strip_prefix(prefix)?;
        rest.starts_with(char::is_uppercase).then(|| (verb, rest.to_owned()))
    })
}

/// The standard method of one of the `known` entities that this method is.
pub fn standard<'a>(method: Method<'a>, known: &[Entity<'a>]) -> Option<Standard<'a>> {
    let (verb, noun) = verb(method)?;
    let entity = *known.iter().find(|entity| {
        let name = entity.message.name().to_upper_camel_case();
        noun == name || is_plural(&noun, &name)
    })?;
    let shape = Shape { input: method.input()?, output: method.output()?, entity };
    let streams = (method.is_client_streaming(), method.is_server_streaming());
    let (body, answer) = match (verb, streams) {
        ("Get", (false, false)) if shape.has_one() => {
            (Body::Get { key: shape.key_of_request()? }, shape.one())
        }
        ("Create", (false, false)) if shape.has_one() => {
            (shape.new_entity("").map(|_| Body::Create)?, shape.one())
        }
        ("Update", (false, false)) if shape.has_one() => (shape.update()?, shape.one()),
        ("Delete", (false, false)) => {
            let nothing = method.output()?.fields().next().is_none();
            (nothing.then(|| shape.key_of_request())?.map(|key| Body::Delete { key })?, None)
        }
        ("List", (false, false)) => (shape.list()?, Some(shape.many()?)),
        ("List", (false, true)) if shape.is_entity(shape.output) => (shape.list()?, None),
        ("BatchCreate", (true, false)) => {
            (shape.new_entity("").map(|_| Body::BatchCreate)?, Some(shape.many()?))
        }
        ("BatchGet", (false, false)) => (Body::BatchGet { keys: shape.keys()? }, Some(shape.many()?)),
        ("Sync", (true, true)) if shape.is_entity(method.input()?) && shape.is_entity(method.output()?) => {
            (Body::Sync, None)
        }
        _ => return None,
    };
    let key = shape.key_field(matches!(body, Body::BatchGet { .. }));
    Some(Standard { entity, body, answer, key })
}

/// How a new entity is made of a request.
pub struct NewEntity<'a> {
    /// The field of the request that holds the entity. Without one, the request is the entity or has its fields.
    pub from: Option<Field<'a>>,
    /// Whether the request is the entity.
    pub is_entity: bool,
    /// The fields to set: from the request, or to initial values.
    pub fields: Vec<Assign>,
    /// The fields of the request, or of the entity in it, that a client gives.
    pub given: Vec<Field<'a>>,
}

/// How the request of `method` makes a new entity.
pub fn new_entity<'a>(method: Method<'a>, entity: Entity<'a>, package: &str) -> Option<NewEntity<'a>> {
    Shape { input: method.input()?, output: method.output()?, entity }.new_entity(package)
}

/// The types of a method, which decide what it can do.
struct Shape<'a> {
    input: Message<'a>,
    output: Message<'a>,
    entity: Entity<'a>,
}

impl<'a> Shape<'a> {
    fn is_entity(&self, message: Message<'_>) -> bool {
        self.entity.is(message)
    }

    fn holds_entity(&self, field: Field<'_>) -> bool {
        is_plain(field) && fields::is_message(field, self.entity.message.full_name())
    }

    /// Whether the response is an entity, or holds one.
    fn has_one(&self) -> bool {
        self.is_entity(self.output) || self.one().is_some()
    }

    /// The field of the response that holds one entity; `None` if the response is the entity.
    fn one(&self) -> Option<Field<'a>> {
        let mut fields = self.output.fields().filter(|_| !self.is_entity(self.output));
        fields.find(|&field| self.holds_entity(field) && !field.is_repeated())
    }

    /// The field of the response that holds a list of entities.
    fn many(&self) -> Option<Field<'a>> {
        self.output.fields().find(|&field| self.holds_entity(field) && field.is_repeated())
    }

    /// The field of the request that holds the entity.
    fn entity_field(&self) -> Option<Field<'a>> {
        let field = self.input.fields().find(|&field| self.holds_entity(field) && !field.is_repeated())?;
        (!field.is_required()).then_some(field)
    }

    /// The key that a request asks for.
    fn key_of_request(&self) -> Option<String> {
        Some(fields::read("request", self.key_field(false)?))
    }

    /// The field of the request with the key, or with several keys.
    fn key_field(&self, several: bool) -> Option<Field<'a>> {
        let key = self.entity.key;
        let one = self.entity.message.name().to_snake_case();
        let names = [key.name().to_owned(), format!("{one}_{}", key.name()), format!("{one}_id"), one];
        let names = names.map(|name| if several { plural(&name) } else { name });
        let field = names.iter().find_map(|name| self.input.fields().find(|field| field.name() == *name))?;
        let fits = field.is_repeated() == several && is_plain(field) && is_key_like(field, key);
        fits.then_some(field)
    }

    fn keys(&self) -> Option<String> {
        Some(fields::ident(self.key_field(true)?))
    }

    fn list(&self) -> Option<Body> {
        let field = |name: &str| self.input.fields().find(|field| field.name() == name);
        let size = field("page_size").filter(|&field| fields::is_integer(field));
        let token = field("page_token").filter(|&field| fields::is_text(field));
        // To ignore a filter would be worse than to leave the method unimplemented.
        if self.input.fields().count() != usize::from(size.is_some()) + usize::from(token.is_some()) {
            return None;
        }
        let size = size.map_or_else(|| "0".to_owned(), |field| fields::read("request", field));
        let token =
            token.map_or_else(|| "\"\"".to_owned(), |field| format!("&{}", fields::read("request", field)));
        Some(Body::List { size, token })
    }

    fn new_entity(&self, package: &str) -> Option<NewEntity<'a>> {
        let from = self.entity_field();
        let is_entity = self.is_entity(self.input);
        let mut assigned = Vec::new();
        let mut given = Vec::new();
        for field in self.entity.message.fields().filter(|&field| is_plain(field)) {
            let name = fields::ident(field);
            let same = self.input.fields().find(|of| of.name() == field.name() && same_type(*of, field));
            let value = match same {
                _ if entities::timestamp_kind(field).is_some() => {
                    let now = "SystemTime::now().into()";
                    Some(if is_always_there(field) { now.to_owned() } else { format!("Some({now})") })
                }
                _ if is_entity || from.is_some() => {
                    given.push(field);
                    None
                }
                Some(of) => {
                    given.push(of);
                    Some(convert("request", of, field))
                }
                None => entities::first_state(field, package)
                    .map(|state| fields::wrap(field, &format!("{state}.into()"))),
            };
            assigned.extend(value.map(|value| Assign { field: name, value }));
        }
        (!given.is_empty()).then_some(NewEntity { from, is_entity, fields: assigned, given })
    }

    fn update(&self) -> Option<Body> {
        let entity_key = self.entity.key;
        let updated = self
            .entity
            .message
            .fields()
            .filter(|&field| entities::timestamp_kind(field) == Some(TimestampKind::Updated));
        let now = |field| Assign {
            field: fields::ident(field),
            value: "Some(SystemTime::now().into())".to_owned(),
        };
        let updated = updated.filter(|&field| !is_always_there(field)).map(now).collect();
        let mask = self.input.fields().find(|&field| {
            fields::is_message(field, "google.protobuf.FieldMask") && is_option(field) && is_plain(field)
        });
        let mask = mask.map(|field| format!("request.{}", fields::ident(field)));
        if let Some(from) = self.entity_field() {
            let sets = self.entity.message.fields().filter(|&field| {
                is_plain(field)
                    && field.name() != entity_key.name()
                    && entities::timestamp_kind(field).is_none()
            });
            let sets = sets.map(|field| whole(field, &format!("new.{}", fields::ident(field)))).collect();
            let from = format!("request.{}", fields::ident(from));
            let key = fields::copy("new", entity_key);
            return Some(Body::Update { key, from: Some(from), mask, sets, updated });
        }
        let key_field = self.key_field(false)?;
        let mut sets = Vec::new();
        for of in self.input.fields().filter(|field| field.name() != key_field.name()) {
            let same =
                self.entity.message.fields().find(|field| field.name() == of.name() && same_type(of, *field));
            sets.extend(same.map(|field| set(of, field)));
        }
        let key = fields::read("request", key_field);
        (!sets.is_empty()).then_some(Body::Update { key, from: None, mask: None, sets, updated })
    }
}

/// Whether a message field is no `Option` in Rust.
fn is_always_there(field: Field<'_>) -> bool {
    field.is_required()
}

/// Whether a field can hold a key, once or several times.
fn is_key_like(field: Field<'_>, key: Field<'_>) -> bool {
    let ty = |field: Field<'_>| format!("{:?}", field.ty());
    ty(field) == ty(key)
}

/// A field that an update always changes, if the mask lets it.
fn whole(field: Field<'_>, value: &str) -> Set {
    Set {
        name: field.name().to_owned(),
        field: fields::ident(field),
        value: value.to_owned(),
        when: "always",
        assigned: fields::is_scalar(field),
    }
}

/// A field that an update changes from a field of the request.
fn set(of: Field<'_>, field: Field<'_>) -> Set {
    let value = format!("request.{}", fields::ident(of));
    match (is_option(of), is_option(field)) {
        (true, true) => Set { when: "if_set", ..whole(field, &value) },
        (true, false) => Set { when: "if_some", ..whole(field, &value) },
        (false, true) => {
            let value = match () {
                () if fields::is_scalar(of) => value,
                () if fields::is_text(of) => format!("{value}.clone()"),
                // The type may be `Copy`, of which clippy wants no call of the method.
                () => format!("Clone::clone(&{value})"),
            };
            Set { assigned: true, ..whole(field, &format!("Some({value})")) }
        }
        (false, false) => whole(field, &value),
    }
}

/// The value of a field of `from` for the field `to`.
fn convert(from: &str, of: Field<'_>, to: Field<'_>) -> String {
    match (is_option(of), is_option(to)) {
        (true, true) | (false, false) => format!("{from}.{}", fields::ident(of)),
        (true, false) => fields::read(from, of),
        (false, true) => format!("Some({from}.{})", fields::ident(of)),
    }
}
