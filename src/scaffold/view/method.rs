//! Methods: their handlers and tests.

use heck::ToSnakeCase;
use serde::Serialize;

use super::entity::EntityView;
use super::functions::Functions;
use super::types::type_path;
use crate::generate::idents;
use crate::scaffold::entities::Entity;
use crate::scaffold::fields::{self, FieldView};
use crate::scaffold::methods::{self, Body};
use crate::schema::handles::{self, Field, Message};

/// A method.
#[derive(Serialize)]
#[expect(clippy::struct_excessive_bools, reason = "templates ask for each")]
pub struct Method {
    /// `GetUser`
    pub name: String,
    /// `get_user`
    pub ident: String,
    /// The same without `r#`, as a part of other names.
    pub plain: String,
    /// The type of a request.
    pub input: String,
    /// The type of a response.
    pub output: String,
    /// Whether the client streams.
    pub client_streaming: bool,
    /// Whether the server streams.
    pub server_streaming: bool,
    /// The entity it is about.
    pub entity: Option<EntityView>,
    /// Its body.
    pub body: Body,
    /// The function that makes a new entity of a request.
    pub constructor: Option<String>,
    /// The function that checks a request, or the entity in it.
    pub validator: Option<String>,
    /// The field of the response with the entity or the entities.
    pub answer: Option<Answer>,
    /// Whether the response has more fields.
    pub output_has_more: bool,
    /// For tests: the field of the request with the key or the keys.
    pub key: Option<FieldView>,
    /// For tests: whether the request has more fields.
    pub input_has_more: bool,
    /// For tests: the method that creates such entities.
    pub creator: Option<String>,
    /// For tests: the field with a unique value, if a client sets it.
    pub unique: Option<String>,
    /// For tests: the invalid fields of an empty request.
    pub invalid: Vec<String>,
    /// For tests: whether it has pages, whose fields have no presence.
    pub pages: bool,
    /// For tests: whether an empty update changes nothing.
    pub keeps: bool,
}

/// How an entity is put in a response.
#[derive(Serialize)]
pub struct Answer {
    /// The field.
    pub field: FieldView,
    /// The field for the token of the next page.
    pub next: Option<FieldView>,
}

pub(super) fn method<'a>(
    of: handles::Method<'a>,
    [input, output]: [Message<'a>; 2],
    known: &[Entity<'a>],
    package: &str,
    entities: &[EntityView],
    functions: &mut Functions,
) -> Method {
    let standard = methods::standard(of, known);
    let mut method = Method {
        name: of.name().to_owned(),
        ident: idents::method(of.name(), true),
        plain: of.name().to_snake_case(),
        input: type_path(input, package),
        output: type_path(output, package),
        client_streaming: of.is_client_streaming(),
        server_streaming: of.is_server_streaming(),
        entity: None,
        body: Body::Unimplemented,
        constructor: None,
        validator: None,
        answer: None,
        output_has_more: false,
        key: standard.as_ref().and_then(|standard| standard.key).map(FieldView::new),
        input_has_more: input.fields().count() > 1,
        creator: None,
        unique: None,
        invalid: Vec::new(),
        pages: false,
        keeps: false,
    };
    let Some(standard) = standard else { return method };
    let named = |entity: &&EntityView| standard.entity.message.full_name() == entity.full_name;
    method.entity = entities.iter().find(named).cloned();
    let next = next_token(output).filter(|_| matches!(standard.body, Body::List { .. }));
    method.output_has_more = output.fields().count() > 1 + usize::from(next.is_some());
    let [field, next] = [standard.answer, next].map(|field| field.map(FieldView::new));
    method.answer = field.map(|field| Answer { field, next });
    match &standard.body {
        Body::Create | Body::BatchCreate => {
            method.constructor = functions.constructor(of, input, standard.entity, package);
        }
        Body::Update { from, .. } => {
            let checked = if from.is_some() { standard.entity.message } else { input };
            method.validator = functions.validator(standard.entity, checked, package);
        }
        Body::Sync => method.validator = functions.validator(standard.entity, input, package),
        _ => {}
    }
    method.keeps = matches!(&standard.body, Body::Update { from: None, sets, updated, .. }
        if updated.is_empty() && sets.iter().all(|set| set.of.optional));
    method.pages = matches!(standard.body, Body::List { .. }) && has_pages(&method, standard.entity, input);
    method.body = standard.body;
    method
}

/// Whether a method has pages, whose fields have no presence.
fn has_pages(method: &Method, entity: Entity<'_>, input: Message<'_>) -> bool {
    let plain = |name: &str| input.fields().any(|field| field.name() == name && !fields::is_option(field));
    let next = method.answer.as_ref().and_then(|answer| answer.next.as_ref());
    let has_token = if method.server_streaming {
        !fields::is_option(entity.key)
    } else {
        next.is_some_and(|next| !next.optional)
    };
    has_token && plain("page_size") && plain("page_token")
}

/// The field for the token of the next page.
fn next_token(output: Message<'_>) -> Option<Field<'_>> {
    output.fields().find(|field| field.name() == "next_page_token" && fields::is_text(*field))
}
