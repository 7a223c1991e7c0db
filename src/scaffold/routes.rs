//! The routes over HTTP: those of `google.api.http`, the usual ones of standard methods, and the path that every method
//! has in gRPC.

use heck::{ToKebabCase, ToLowerCamelCase, ToSnakeCase};
use serde::Serialize;
use serde_json::Value as Json;

use super::config::Config;
use super::entities::{Entity, plural};
use super::{fields, methods};
use crate::diag::Diagnostic;
use crate::schema::handles::{Field, Message, Method, Service};
use crate::schema::{MessageValue, Value};

/// A path with a verb, and the method it calls.
pub struct Route<'a> {
    /// `GET`
    pub verb: String,
    /// The path with the fields in it, as it would be written in `google.api.http`: `/users/{user_id}`
    pub template: String,
    /// The parsed path.
    pub pattern: Pattern,
    /// The field of the request that is in the body; `*` for all of it.
    pub body: Option<String>,
    /// The field of the response that is answered.
    pub response: Option<String>,
    /// The method.
    pub method: Method<'a>,
    /// Its origin.
    pub origin: Origin,
}

/// A route as templates see it.
#[derive(Serialize)]
pub struct RouteView {
    verb: String,
    template: String,
    path: String,
    suffix: String,
    fields: Vec<RouteField>,
    method: String,
    body: Option<String>,
    response: Option<String>,
}

/// A field in a path, as templates see it.
#[derive(Serialize)]
struct RouteField {
    name: String,
    first: usize,
    /// How many segments there are; `None` where it has all to the end.
    count: Option<usize>,
}

/// The origin of a route. Of two equal routes, the one with the earlier origin stays.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Origin {
    /// `google.api.http`
    Annotated,
    /// The name of a standard method.
    Inferred,
    /// The path in gRPC.
    Method,
}

/// A path, taken apart.
#[derive(PartialEq, Eq)]
pub struct Pattern {
    /// `users`, `*` for any segment, `**` for any number of them.
    pub segments: Vec<String>,
    /// The part after the last colon; empty without one.
    pub suffix: String,
    /// The fields that are in the path.
    pub captures: Vec<Capture>,
}

/// A field in a path.
#[derive(Clone, PartialEq, Eq)]
pub struct Capture {
    /// The names of the field and those around it: `user.id`
    pub name: String,
    /// The first of its segments.
    pub first: usize,
    /// How many there are.
    pub count: usize,
}

/// The routes of services, the most specific first, and warnings about annotations that are ignored.
pub fn routes<'a>(services: &[Service<'a>], config: &Config) -> (Vec<Route<'a>>, Vec<Diagnostic>) {
    let mut routes = Vec::new();
    let mut left_out = Vec::new();
    for method in services.iter().flat_map(|service| service.methods()) {
        let rules = rules(method);
        if rules.is_empty() {
            routes.extend(inferred(method, config));
        }
        for rule in rules {
            match bound(method, rule) {
                Ok(route) => routes.push(route),
                Err(why) => left_out.push(not_a_route(method, &why)),
            }
        }
        let template = format!("/{}/{}", method.parent().full_name(), method.name());
        routes.extend(route(method, Origin::Method, "POST", &template, Some("*"), None));
    }
    routes.sort_by(|a, b| a.rank().cmp(&b.rank()));
    routes.dedup_by(|later, earlier| later.is_hidden_by(earlier));
    (routes, left_out)
}

fn not_a_route(method: Method<'_>, why: &str) -> Diagnostic {
    let message = format!("an HTTP route of `{}` is left out: {why}", method.name());
    let path = format!("POST /{}/{}", method.parent().full_name(), method.name());
    Diagnostic::warning("route-left-out", method.name_site().place(), message)
        .help(format!("call it by `{path}`, or fix its option `google.api.http`"))
}

impl Route<'_> {
    /// Exact segments come before those that can be anything.
    fn rank(&self) -> (Vec<(u8, &str)>, bool, &str, &str, Origin) {
        let kind = |segment: &String| match segment.as_str() {
            "**" => 2,
            "*" => 1,
            _ => 0,
        };
        let segments = self.pattern.segments.iter().map(|segment| (kind(segment), segment.as_str()));
        let suffix = self.pattern.suffix.as_str();
        (segments.collect(), suffix.is_empty(), suffix, &self.verb, self.origin)
    }

    fn is_hidden_by(&self, earlier: &Self) -> bool {
        self.verb == earlier.verb
            && self.pattern.segments == earlier.pattern.segments
            && self.pattern.suffix == earlier.pattern.suffix
    }

    /// The route as templates see it.
    pub fn view(&self) -> RouteView {
        let Pattern { segments, suffix, captures } = &self.pattern;
        let is_open = segments.last().is_some_and(|last| last == "**");
        let field = |capture: &Capture| {
            let Capture { name, first, count } = capture.clone();
            let is_to_end = is_open && first + count == segments.len();
            RouteField { name, first, count: (!is_to_end).then_some(count) }
        };
        RouteView {
            verb: self.verb.clone(),
            template: self.template.clone(),
            path: segments.join("/"),
            suffix: suffix.clone(),
            fields: captures.iter().map(field).collect(),
            method: format!("/{}/{}", self.method.parent().full_name(), self.method.name()),
            body: self.body.clone(),
            response: self.response.clone(),
        }
    }
}

/// How curl calls a method with a request in JSON: by the route that people would take.
pub fn curl(routes: &[Route<'_>], method: &str, data: &str) -> Option<String> {
    let data: Json = serde_json::from_str(data).ok()?;
    let of = routes.iter().filter(|route| {
        method.split_once('/') == Some((route.method.parent().full_name(), route.method.name()))
    });
    let mut of: Vec<&Route<'_>> = of.collect();
    of.sort_by_key(|route| route.origin);
    of.into_iter().find_map(|route| route.curl(data.clone()))
}

impl Route<'_> {
    /// `None` if the request lacks a field of the path, or has it in another form.
    fn curl(&self, mut data: Json) -> Option<String> {
        let mut segments = self.pattern.segments.clone();
        for capture in &self.pattern.captures {
            let (outer, last) = capture.name.rsplit_once('.').unwrap_or(("", &capture.name));
            let mut names = outer.split('.').filter(|name| !name.is_empty());
            let holder = names.try_fold(&mut data, |data, name| data.get_mut(name));
            let value = holder?.as_object_mut()?.remove(last)?;
            if capture.count != 1 {
                return None;
            }
            segments[capture.first] = value.as_str().map_or_else(|| value.to_string(), str::to_owned);
        }
        let suffix = if self.pattern.suffix.is_empty() { "" } else { ":" };
        let path = format!("127.0.0.1:50051/{}{suffix}{}", segments.join("/"), self.pattern.suffix);
        let body = match self.body.as_deref() {
            None => {
                return (self.verb == "GET" && data.as_object()?.is_empty()).then(|| format!("curl {path}"));
            }
            Some("*") => data,
            Some(field) => data.get(field)?.clone(),
        };
        let verb = if self.verb == "POST" { String::new() } else { format!(" -X {}", self.verb) };
        Some(format!("curl{verb} {path} -H 'content-type: application/json' -d '{body}'"))
    }
}

fn route<'a>(
    method: Method<'a>,
    origin: Origin,
    verb: &str,
    template: &str,
    body: Option<&str>,
    response: Option<&str>,
) -> Option<Route<'a>> {
    Some(Route {
        verb: verb.to_owned(),
        template: template.to_owned(),
        pattern: Pattern::parse(template)?,
        body: body.map(str::to_owned),
        response: response.map(str::to_owned),
        method,
        origin,
    })
}

/// The number of the extension `google.api.http`.
const HTTP: i32 = 72_295_728;

/// The rules in the annotation of a method, each a `google.api.HttpRule`.
fn rules(method: Method<'_>) -> Vec<&MessageValue> {
    let Some(rule) = method.options().and_then(|options| options.message(HTTP)) else {
        return Vec::new();
    };
    let more = rule.get(11).iter().filter_map(|value| match value {
        Value::Message(rule) => Some(&**rule),
        _ => None,
    });
    std::iter::once(rule).chain(more).collect()
}

/// The route of one `google.api.HttpRule`.
fn bound<'a>(method: Method<'a>, rule: &MessageValue) -> Result<Route<'a>, String> {
    const VERBS: [(i32, &str); 5] = [(2, "GET"), (3, "PUT"), (4, "POST"), (5, "DELETE"), (6, "PATCH")];
    let custom = rule.message(8).and_then(|custom| Some((custom.str(1)?, custom.str(2)?)));
    let standard = VERBS.into_iter().find_map(|(number, verb)| Some((verb, rule.str(number)?)));
    let (verb, template) = standard.or(custom).ok_or("it has no path")?;
    let part = |number| rule.str(number).filter(|text| !text.is_empty());
    if !verb.bytes().all(|byte| byte.is_ascii_uppercase()) {
        return Err(format!("the HTTP method `{verb}` is not in capital letters"));
    }
    let route = route(method, Origin::Annotated, verb, template, part(7), part(12));
    let route = route.ok_or_else(|| format!("`{template}` is not a valid path"))?;
    let check = |name: &str, message: Option<Message<'_>>| match message {
        Some(message) if field(message, name).is_none() => {
            Err(format!("{} has no field `{name}`", message.full_name()))
        }
        _ => Ok(()),
    };
    for capture in &route.pattern.captures {
        check(&capture.name, method.input())?;
    }
    if let Some(name) = route.body.as_deref().filter(|&body| body != "*") {
        check(name, method.input())?;
    }
    if let Some(name) = &route.response {
        check(name, method.output())?;
    }
    Ok(route)
}

/// The field that a path such as `user.id` leads to.
pub fn field<'a>(message: Message<'a>, path: &str) -> Option<Field<'a>> {
    let (first, rest) = path.split_once('.').map_or((path, None), |(first, rest)| (first, Some(rest)));
    let found = message.fields().find(|field| field.name() == first)?;
    match rest {
        Some(rest) => field(found.message_type()?, rest),
        None => Some(found),
    }
}

/// The usual route of a method with this name: `GET /users/{user_id}` of `GetUser`.
fn inferred<'a>(method: Method<'a>, config: &Config) -> Option<Route<'a>> {
    if method.is_client_streaming() {
        return None;
    }
    let input = method.input()?;
    let (verb, noun) = methods::verb(method)?;
    let one = noun.to_snake_case();
    let version = version(method.file().package());
    let all = format!("{version}/{}", plural(&one).to_kebab_case());
    let held = input.fields().find(|&field| is_entity(field, &noun));
    let body = held.map_or("*", Field::name);
    let route = |verb, template: &str, body| route(method, Origin::Inferred, verb, template, body, None);
    let single = || Some(format!("{all}/{{{}}}", key(input, &one)?));
    let held_key = |field: Field<'_>| {
        Some(format!("{all}/{{{}.{}}}", field.name(), Entity::new(field.message_type()?, config)?.key.name()))
    };
    match verb {
        "List" => route("GET", &format!("{version}/{}", noun.to_kebab_case()), None),
        _ if method.is_server_streaming() => None,
        "Get" => route("GET", &single()?, None),
        "Create" => route("POST", &all, Some(body)),
        "Update" => route("PATCH", &held.map_or_else(single, held_key)?, Some(body)),
        "Delete" => route("DELETE", &single()?, None),
        _ => None,
    }
}

/// `/v1` for the package `library.v1`.
fn version(package: &str) -> String {
    let last = package.rsplit('.').next().unwrap_or_default();
    let digits = last.strip_prefix('v').unwrap_or_default();
    if digits.starts_with(|c: char| c.is_ascii_digit()) { format!("/{last}") } else { String::new() }
}

fn is_entity(field: Field<'_>, noun: &str) -> bool {
    !field.is_repeated() && field.message_type().is_some_and(|message| message.name() == noun)
}

/// The field of a request with the key of the entity.
fn key<'a>(input: Message<'a>, one: &str) -> Option<&'a str> {
    let own = ["id", "name", "uid", "uuid"].map(|name| format!("{one}_{name}"));
    let names = own.iter().map(String::as_str).chain(["id", "name", "uid", "uuid", "key", one]);
    let mut fields = names.filter_map(|name| input.fields().find(|field| field.name() == name));
    fields.find(|&field| fields::key_type(field).is_some()).map(Field::name)
}

impl Pattern {
    /// Parses a path such as `/v1/{name=shelves/*}/books/**:move`.
    pub fn parse(template: &str) -> Option<Self> {
        let last = template.rfind(['/', '}']).map_or(0, |at| at + 1);
        let (mut rest, suffix) = match template[last..].rfind(':') {
            Some(colon) => (&template[..last + colon], &template[last + colon + 1..]),
            None => (template, ""),
        };
        let mut pattern = Self { segments: Vec::new(), suffix: suffix.to_owned(), captures: Vec::new() };
        while !rest.is_empty() {
            rest = pattern.take(rest.strip_prefix('/')?)?;
        }
        let (_, others) = pattern.segments.split_last()?;
        let fits = others.iter().all(|segment| segment != "**")
            && pattern
                .segments
                .iter()
                .all(|segment| !segment.is_empty() && !segment.contains(['{', '}', '=']))
            && !template.contains(char::is_control);
        fits.then_some(pattern)
    }

    /// Takes a segment, or the segments of a field, from the start of a template, and returns the rest.
    fn take<'t>(&mut self, text: &'t str) -> Option<&'t str> {
        let Some(inner) = text.strip_prefix('{') else {
            let (segment, rest) = text.split_at(text.find('/').unwrap_or(text.len()));
            self.segments.push(segment.to_owned());
            return Some(rest);
        };
        let (inner, rest) = inner.split_once('}')?;
        let (name, segments) = inner.split_once('=').unwrap_or((inner, "*"));
        let first = self.segments.len();
        self.segments.extend(segments.split('/').map(str::to_owned));
        let count = self.segments.len() - first;
        self.captures.push(Capture { name: name.to_owned(), first, count });
        Some(rest)
    }

    /// The path with a name for each part of it that can differ, with those names: `/v1/shelves/{shelvesId}`.
    pub fn flat(&self) -> (String, Vec<String>) {
        let mut path = String::new();
        let mut names = Vec::new();
        for (index, segment) in self.segments.iter().enumerate() {
            path.push('/');
            if !segment.starts_with('*') {
                path.push_str(segment);
                continue;
            }
            let whole = self.captures.iter().find(|capture| capture.first == index && capture.count == 1);
            let before = index.checked_sub(1).map_or("", |before| &self.segments[before]);
            let name = match whole {
                Some(capture) => capture.name.clone(),
                None => format!("{}Id", before.to_lower_camel_case()),
            };
            path.extend(["{", &name, "}"]);
            names.push(name);
        }
        if !self.suffix.is_empty() {
            path = format!("{path}:{}", self.suffix);
        }
        (path, names)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn templates_are_taken_apart() {
        let pattern = Pattern::parse("/v1/{shelf.name=shelves/*}/books/{book=**}:move").expect("a template");
        assert_eq!(pattern.segments, ["v1", "shelves", "*", "books", "**"]);
        assert_eq!(pattern.suffix, "move");
        let captures: Vec<_> =
            pattern.captures.iter().map(|of| (of.name.as_str(), of.first, of.count)).collect();
        assert_eq!(captures, [("shelf.name", 1, 2), ("book", 4, 1)]);
        let (path, names) = pattern.flat();
        assert_eq!(path, "/v1/shelves/{shelvesId}/books/{book}:move");
        assert_eq!(names, ["shelvesId", "book"]);
    }

    #[test]
    fn other_texts_are_no_templates() {
        for text in ["", "users", "/", "/users/", "/a//b", "/{id", "/{id}x", "/**/users", "/{a=}", "/x{id}"] {
            assert!(Pattern::parse(text).is_none(), "{text}");
        }
    }
}
