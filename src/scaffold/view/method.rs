//! Methods: their handlers and tests.

use heck::ToSnakeCase;
use serde::Serialize;

use super::entity::EntityView;
use super::functions::Functions;
use super::types::type_path;
use crate::generate::idents;
use crate::scaffold::entities::Entity;
use crate::scaffold::fields;
use crate::scaffold::methods::{self, Body};
use crate::schema::handles::{self, Field, Message};

/// A method.
#[derive(Serialize)]
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
    /// The response, from a variable named like the entity or the entities.
    pub response: String,
    /// For tests: a request for the entity, from a variable named like it.
    pub ask: Option<String>,
    /// For tests: the method that creates such entities.
    pub creator: Option<String>,
    /// For tests: the field with a unique value, if a client sets it.
    pub unique: Option<String>,
    /// For tests: the invalid fields of an empty request, in quotes.
    pub invalid: Vec<String>,
    /// For tests: the token after the second of the entities `created`, or on the page `first`, of a method with
    /// pages.
    pub token: Option<String>,
    /// For tests: whether an empty update changes nothing.
    pub keeps: bool,
}

/// How an entity is put in a response.
#[derive(Serialize)]
pub struct Answer {
    /// The field.
    pub field: String,
    /// The field for the token of the next page.
    pub next: Option<String>,
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
        response: String::new(),
        ask: None,
        creator: None,
        unique: None,
        invalid: Vec::new(),
        token: None,
        keeps: false,
    };
    let Some(standard) = standard else { return method };
    let named = |entity: &&EntityView| standard.entity.message.full_name() == entity.full_name;
    method.entity = entities.iter().find(named).cloned();
    method.response = response(&method, standard.entity, standard.answer, output, &standard.body);
    let next = next_token(output).filter(|&field| !fields::is_option(field));
    method.answer =
        standard.answer.map(|field| Answer { field: fields::ident(field), next: next.map(fields::ident) });
    method.ask = standard.key.map(|field| ask(&method, standard.entity, field, input));
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
        if updated.is_empty() && sets.iter().all(|set| set.when != "always"));
    if matches!(standard.body, Body::List { .. }) {
        method.token = token(&method, standard.entity, input);
    }
    method.body = standard.body;
    method
}

/// The token after the second entity, if the fields for pages have no presence.
fn token(method: &Method, entity: Entity<'_>, input: Message<'_>) -> Option<String> {
    let plain = |name: &str| input.fields().any(|field| field.name() == name && !fields::is_option(field));
    if !(plain("page_size") && plain("page_token")) {
        return None;
    }
    if method.server_streaming {
        let key = entity.key;
        return (!fields::is_option(key)).then(|| format!("created[1].{}.to_string()", fields::ident(key)));
    }
    Some(format!("first.{}.clone()", method.answer.as_ref()?.next.as_ref()?))
}

/// A request for an entity by its key.
fn ask(method: &Method, entity: Entity<'_>, field: Field<'_>, input: Message<'_>) -> String {
    let key = entity.key;
    let value = format!("{}.{}", entity.one(), fields::ident(key));
    let value = if fields::is_text(key) { format!("{value}.clone()") } else { value };
    let value = match (fields::is_option(field), fields::is_option(key)) {
        (true, false) => format!("Some({value})"),
        (false, true) => format!("{value}.unwrap_or_default()"),
        _ => value,
    };
    let value = if field.is_repeated() { format!("vec![{value}]") } else { value };
    let rest = if input.fields().count() > 1 { ", ..Default::default()" } else { "" };
    format!("{} {{ {}: {value}{rest} }}", method.input, fields::ident(field))
}

/// The response with the entity, the entities, or a page of them.
fn response(
    method: &Method,
    entity: Entity<'_>,
    answer: Option<Field<'_>>,
    output: Message<'_>,
    body: &Body,
) -> String {
    let Some(known) = &method.entity else { return String::new() };
    let Some(field) = answer else { return format!("Ok(Response::new({}))", entity.one()) };
    let is_page = matches!(body, Body::List { .. });
    let value = match field.is_repeated() {
        true if is_page => "page.items",
        true => &known.many,
        false => &known.one,
    };
    let assign = |field: Field<'_>, value: &str| {
        let (ident, value) = (fields::ident(field), fields::wrap(field, value));
        if ident == value { ident } else { format!("{ident}: {value}") }
    };
    let mut lines = vec![assign(field, value)];
    lines.extend(next_token(output).filter(|_| is_page).map(|field| assign(field, "page.next")));
    if output.fields().count() > lines.len() {
        lines.push("..Default::default()".to_owned());
    }
    format!("Ok(Response::new({} {{ {} }}))", method.output, lines.join(", "))
}

/// The field for the token of the next page.
fn next_token(output: Message<'_>) -> Option<Field<'_>> {
    output.fields().find(|field| field.name() == "next_page_token" && fields::is_text(*field))
}
