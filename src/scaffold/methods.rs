//! The standard methods, recognized by their names and by the types of their requests and responses.

use heck::{ToSnakeCase, ToUpperCamelCase};
use serde::Serialize;

use super::config::Config;
use super::entities::{self, Entity, TimestampKind, plural};
use super::fields::{self, FieldView, is_option, is_plain, same_type};
use crate::schema::handles::{Field, Message, Method, Service};

/// The body of a method, with the fields of the request and the entity that it uses.
#[derive(Clone, Serialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Body {
    /// Answers with one entity.
    Get {
        /// The key in the request.
        key: FieldView,
    },
    /// Stores a new entity.
    Create,
    /// Changes an entity.
    Update {
        /// The key in the request, or in the entity that it holds.
        key: FieldView,
        /// The entity in the request, if it has one.
        from: Option<FieldView>,
        /// The field mask of the request, if it has one.
        mask: Option<FieldView>,
        /// The fields that can change.
        sets: Vec<Set>,
        /// The fields with the time of the change.
        updated: Vec<FieldView>,
    },
    /// Removes an entity.
    Delete {
        /// The key in the request.
        key: FieldView,
    },
    /// Answers with a page, as a message or as a stream.
    List {
        /// The size of the page.
        size: Option<FieldView>,
        /// The token of the page.
        token: Option<FieldView>,
    },
    /// Stores a new entity for each request of a stream, all or none.
    BatchCreate,
    /// Answers with the entities of several keys.
    BatchGet {
        /// The keys in the request.
        keys: FieldView,
    },
    /// Stores each entity of a stream under its key and sends it back.
    Sync,
    /// Is left to the user.
    Unimplemented,
}

/// A field that an update changes.
#[derive(Clone, Serialize)]
pub struct Set {
    /// The field of the entity.
    pub field: FieldView,
    /// The field with its value, of the request or of the entity in it.
    pub of: FieldView,
}

/// A field of a new entity.
#[derive(Clone, Serialize)]
pub struct Assign {
    /// The field.
    pub field: FieldView,
    /// Its value.
    pub value: Initial,
}

/// The value of a field of a new entity.
#[derive(Clone, Serialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Initial {
    /// The time.
    Now,
    /// The value of a field of the request.
    Request {
        /// The field.
        of: FieldView,
    },
    /// A state.
    State {
        /// The path of its variant.
        path: String,
    },
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
        ("BatchGet", (false, false)) => {
            (Body::BatchGet { keys: FieldView::new(shape.key_field(true)?) }, Some(shape.many()?))
        }
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
    fn key_of_request(&self) -> Option<FieldView> {
        self.key_field(false).map(FieldView::new)
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

    fn list(&self) -> Option<Body> {
        let field = |name: &str| self.input.fields().find(|field| field.name() == name);
        let size = field("page_size").filter(|&field| fields::is_integer(field));
        let token = field("page_token").filter(|&field| fields::is_text(field));
        // To ignore a filter would be worse than to leave the method unimplemented.
        if self.input.fields().count() != usize::from(size.is_some()) + usize::from(token.is_some()) {
            return None;
        }
        let [size, token] = [size, token].map(|field| field.map(FieldView::new));
        Some(Body::List { size, token })
    }

    fn new_entity(&self, package: &str) -> Option<NewEntity<'a>> {
        let from = self.entity_field();
        let is_entity = self.is_entity(self.input);
        let mut assigned = Vec::new();
        let mut given = Vec::new();
        for field in self.entity.message.fields().filter(|&field| is_plain(field)) {
            let same = self.input.fields().find(|of| of.name() == field.name() && same_type(*of, field));
            let value = match same {
                _ if entities::timestamp_kind(field).is_some() => Some(Initial::Now),
                _ if is_entity || from.is_some() => {
                    given.push(field);
                    None
                }
                Some(of) => {
                    given.push(of);
                    Some(Initial::Request { of: FieldView::new(of) })
                }
                None => entities::first_state(field, package).map(|path| Initial::State { path }),
            };
            assigned.extend(value.map(|value| Assign { field: FieldView::new(field), value }));
        }
        (!given.is_empty()).then_some(NewEntity { from, is_entity, fields: assigned, given })
    }

    fn update(&self) -> Option<Body> {
        let entity_key = self.entity.key;
        let fields = || self.entity.message.fields();
        let updated =
            fields().filter(|&field| entities::timestamp_kind(field) == Some(TimestampKind::Updated));
        let updated = updated.filter(|field| !field.is_required()).map(FieldView::new).collect();
        let mask = self.input.fields().find(|&field| {
            fields::is_message(field, "google.protobuf.FieldMask") && is_option(field) && is_plain(field)
        });
        let mask = mask.map(FieldView::new);
        let set = |field, of| Set { field: FieldView::new(field), of: FieldView::new(of) };
        if let Some(from) = self.entity_field() {
            let sets = fields().filter(|&field| {
                is_plain(field)
                    && field.name() != entity_key.name()
                    && entities::timestamp_kind(field).is_none()
            });
            let sets = sets.map(|field| set(field, field)).collect();
            let [key, from] = [entity_key, from].map(FieldView::new);
            return Some(Body::Update { key, from: Some(from), mask, sets, updated });
        }
        let key = self.key_field(false)?;
        let of = self.input.fields().filter(|field| field.name() != key.name());
        let sets = of.filter_map(|of| {
            let same = fields().find(|field| field.name() == of.name() && same_type(of, *field));
            same.map(|field| set(field, of))
        });
        let sets: Vec<Set> = sets.collect();
        let key = FieldView::new(key);
        (!sets.is_empty()).then_some(Body::Update { key, from: None, mask: None, sets, updated })
    }
}

/// Whether a field can hold a key, once or several times.
fn is_key_like(field: Field<'_>, key: Field<'_>) -> bool {
    let ty = |field: Field<'_>| format!("{:?}", field.ty());
    ty(field) == ty(key)
}
