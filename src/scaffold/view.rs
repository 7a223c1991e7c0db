//! All that templates see of a schema.

use std::collections::BTreeMap;

use heck::{ToKebabCase, ToSnakeCase, ToUpperCamelCase};
use serde::Serialize;

use super::Settings;
use super::entities::{self, Check, Entity, Kept};
use super::methods::{self, Assign, Body};
use super::repeatable::{Repeatable, repeatable};
use super::routes::{self, Route};
use super::wishes::{WISHES_FILE, Wishes};
use super::{fields, format, openapi};
use crate::compile::handles::{self, Field, File, Message};
use crate::compile::{FileId, Schema};
use crate::generate::idents;

/// The crate.
#[derive(Serialize)]
pub struct Crate {
    /// `user-service`
    pub name: String,
    /// `user_service`
    pub lib: String,
    /// The version of this program.
    pub version: &'static str,
    /// The services.
    pub services: Vec<Service>,
    /// What they keep.
    pub entities: Vec<Entity>,
    /// Whether any of them reads streams of clients.
    pub reads_streams: bool,
    /// The methods that may be called again.
    pub repeatable: Vec<Repeatable>,
    /// What paths mean over HTTP.
    pub routes: Vec<routes::Line>,
    /// What is done that the schema does not say, as `protogen.toml`.
    #[serde(skip)]
    pub wishes: Wishes,
    /// The description of the routes.
    #[serde(skip)]
    pub openapi: String,
    /// Calls that work as they stand.
    pub calls: Vec<Call>,
}

/// A call for people to try.
#[derive(Clone, Serialize)]
pub struct Call {
    /// `user.UserService/GetUser`
    pub method: String,
    /// The request as JSON.
    pub data: String,
    /// The same over HTTP, as a command.
    pub curl: Option<String>,
}

/// A service.
#[derive(Serialize)]
pub struct Service {
    /// `user.UserService`
    pub full_name: String,
    /// `user_service`, unique in the crate.
    pub module: String,
    /// The path of its package from the crate: `proto::user`.
    pub package: String,
    /// Its trait, below the package.
    pub server_trait: String,
    /// The type that answers its calls, below the package.
    pub server: String,
    /// The type that makes calls, below the package.
    pub client: String,
    /// The statement that makes a stub.
    pub client_stub: String,
    /// The function that makes a stub, up to its brace.
    pub client_signature: String,
    /// Its methods.
    pub methods: Vec<Method>,
    /// What it keeps.
    pub entities: Vec<Entity>,
    /// How requests make new entities.
    pub makers: Vec<Maker>,
    /// The checks of requests.
    pub checkers: Vec<Checker>,
    /// The function that adds it to a server, up to its brace.
    pub add_signature: String,
    /// The statement that makes its server.
    pub add_server: String,
    /// The expression that makes one, from the stores and `limits`.
    pub make: String,
    /// Whether it keeps nothing, so that there is no function to make one.
    pub stateless: bool,
    /// The function that makes one, up to its brace.
    pub new_signature: String,
    /// What that function returns.
    pub new_self: String,
    /// Calls that work as they stand.
    pub calls: Vec<Call>,
    /// What its file uses.
    pub uses: Uses,
    /// Whether its tests read streams to the end.
    pub tests_streams: bool,
    /// Whether its tests look at details of errors.
    pub tests_details: bool,
}

/// What the handlers of a service use.
#[derive(Default, Serialize)]
pub struct Uses {
    /// Streams of clients.
    pub client_streams: bool,
    /// Streams to clients.
    pub server_streams: bool,
    /// Streams of clients with limits.
    pub limits: bool,
    /// Pages of a list.
    pub pages: bool,
    /// The time.
    pub time: bool,
    /// Errors of its own.
    pub errors: bool,
}

/// A method.
#[derive(Serialize)]
pub struct Method {
    /// `GetUser`
    pub name: String,
    /// `get_user`
    pub ident: String,
    /// The function, up to its brace.
    pub signature: String,
    /// The type of a request.
    pub input: String,
    /// The type of a response.
    pub output: String,
    /// Whether the client streams.
    pub client_streaming: bool,
    /// Whether the server streams.
    pub server_streaming: bool,
    /// The entity it is about.
    pub entity: Option<Entity>,
    /// What it does.
    pub body: Body,
    /// The function that makes a new entity of a request.
    pub maker: Option<String>,
    /// The function that checks a request, or the entity in it.
    pub checker: Option<String>,
    /// The field of the response with the entity or the entities.
    pub answer: Option<Answer>,
    /// The response, of a variable that is called like the entity or the entities.
    pub response: String,
    /// For tests: a request for the entity, of a variable that is called like it.
    pub ask: Option<String>,
    /// For tests: the method that creates such entities.
    pub creator: Option<String>,
    /// For tests: the field that no two may have the same, of those a client gives to a new entity.
    pub unique: Option<String>,
    /// For tests: the fields that are wrong, in quotes, in a request where nothing is set.
    pub invalid: Vec<String>,
    /// For tests: the token behind the second of the entities `created`, or on the page `first`, of a method that
    /// gives pages.
    pub token: Option<String>,
    /// For tests: whether an update changes nothing where nothing is set.
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

/// A function that makes an entity of a request.
#[derive(Serialize)]
pub struct Maker {
    /// Its name.
    pub name: String,
    /// The function, up to its brace.
    pub signature: String,
    /// The type of the request.
    pub input: String,
    /// What it calls the request.
    pub param: String,
    /// The type of the entity.
    pub output: String,
    /// What an entity is called.
    pub one: String,
    /// The function that checks the request.
    pub checker: Option<String>,
    /// The field of the request that holds the entity.
    pub from: Option<String>,
    /// Whether the request is the entity.
    pub is_entity: bool,
    /// The fields it sets, of an entity that is there.
    pub fields: Vec<Assign>,
    /// What it returns otherwise.
    pub value: String,
    /// For tests: the `n`th request, or the entity in it.
    pub sample: String,
    /// For tests: the request with that entity.
    pub wrapped: String,
    /// For tests: whether the sample has the number `n`.
    pub counts: bool,
    /// For tests: the field of the entity that a second one may not have again, if a client gives it.
    pub unique: Option<String>,
}

/// A function that checks a request.
#[derive(Serialize)]
pub struct Checker {
    /// Its name.
    pub name: String,
    /// The function, up to its brace.
    pub signature: String,
    /// The type of the request.
    pub input: String,
    /// What it checks.
    pub checks: Vec<Check>,
}

/// The name of the crate: the one that is asked for, if cargo takes it, or that of the first service. Fails where there
/// is no service.
pub fn crate_name(schema: &Schema, roots: &[FileId], asked: Option<&str>) -> Result<String, String> {
    let mut services = services(schema, roots);
    let Some(first) = services.next() else {
        return Err("none of the files has a service: there is nothing to serve".to_owned());
    };
    let Some(name) = asked else { return Ok(first.name().to_kebab_case()) };
    let fits = name.starts_with(|c: char| c.is_ascii_alphabetic())
        && name.chars().all(|c| c.is_ascii_alphanumeric() || c == '-' || c == '_');
    if fits {
        Ok(name.to_owned())
    } else {
        Err(format!("`{name}` is no name for a crate: use letters, digits and -"))
    }
}

fn services<'a>(schema: &'a Schema, roots: &[FileId]) -> impl Iterator<Item = handles::Service<'a>> {
    roots.iter().flat_map(|&id| File::new(schema, id).services())
}

/// The view of the services in `roots`. Fails where something is asked for that cannot be had.
pub fn krate(schema: &Schema, roots: &[FileId], settings: &Settings) -> Result<Crate, String> {
    let services: Vec<handles::Service<'_>> = services(schema, roots).collect();
    let name = settings.name.clone();
    let wishes = &settings.wishes;
    let mut kept: Vec<Kept<'_>> = Vec::new();
    for entity in services.iter().flat_map(|&service| methods::entities(service, wishes)) {
        if !kept.iter().any(|known| known.is(entity.message)) {
            kept.push(entity);
        }
    }
    wishes.check(&kept).map_err(|why| format!("{WISHES_FILE}: {why}"))?;
    let mut entities: Vec<Entity> = kept.iter().copied().filter_map(Entity::new).collect();
    distinguish(&mut entities);
    let routes = routes::routes(&services, wishes)?;
    let openapi = openapi::describe(&name, &routes);
    let repeatable = services.iter().flat_map(|&service| repeatable(service, wishes)).collect();
    let modules = modules(&services);
    let only = services.len() == 1;
    let mut services: Vec<Service> = services
        .into_iter()
        .zip(modules)
        .map(|(of, module)| {
            let known = methods::entities(of, wishes);
            service(of, module, &known, &entities, only)
        })
        .collect();
    entities.retain(|entity| {
        let mut used = services.iter().flat_map(|service| &service.entities);
        used.any(|used| used.full_name == entity.full_name)
    });
    services.sort_by(|a, b| a.module.cmp(&b.module));
    let reads_streams = services.iter().any(|service| service.uses.limits);
    let lib = name.replace('-', "_");
    let mut calls: Vec<Call> = services.iter().flat_map(|service| service.calls.clone()).collect();
    for call in &mut calls {
        call.curl = routes::curl(&routes, &call.method, &call.data);
    }
    let routes = routes.iter().map(Route::line).collect();
    Ok(Crate {
        lib,
        name,
        version: env!("CARGO_PKG_VERSION"),
        services,
        entities,
        reads_streams,
        repeatable,
        routes,
        openapi,
        wishes: Wishes::resolved(&kept),
        calls,
    })
}

/// Entities of one name, from several packages, are told apart by the package.
fn distinguish(entities: &mut [Entity]) {
    let mut count: BTreeMap<String, usize> = BTreeMap::new();
    for entity in &*entities {
        *count.entry(entity.many.clone()).or_default() += 1;
    }
    for entity in entities.iter_mut().filter(|entity| count[&entity.many] > 1) {
        entity.many = entities::plural(&entity.full_name.replace('.', "_").to_snake_case());
    }
}

/// A name for each service: its own, or with the package where there are several of one name.
fn modules(services: &[handles::Service<'_>]) -> Vec<String> {
    let short = |service: &handles::Service<'_>| idents::snake(service.name());
    let names: Vec<String> = services.iter().map(short).collect();
    let long = |service: &handles::Service<'_>| idents::snake(&service.full_name().replace('.', "_"));
    let unique = |name: &String| names.iter().filter(|other| *other == name).count() == 1;
    services
        .iter()
        .zip(&names)
        .map(|(service, name)| if unique(name) { name.clone() } else { long(service) })
        .collect()
}

fn service<'a>(
    service: handles::Service<'a>,
    module: String,
    known: &[Kept<'a>],
    entities: &[Entity],
    only: bool,
) -> Service {
    let package = idents::module(service.file().package());
    let name = idents::upper_camel(service.name());
    let stub = idents::separated(&service.name().to_upper_camel_case());
    let local = |entity: &Entity| {
        let kept = known.iter().find(|kept| kept.message.full_name() == entity.full_name)?;
        Some(Entity { ty: type_path(kept.message, &package), ..entity.clone() })
    };
    let mut out = Service {
        full_name: service.full_name().to_owned(),
        module,
        package: join("proto", &package),
        server_trait: format!("{stub}_server::{name}"),
        server: format!("{stub}_server::{name}Server"),
        client: format!("{stub}_client::{name}Client"),
        client_signature: String::new(),
        client_stub: String::new(),
        methods: Vec::new(),
        entities: entities.iter().filter_map(local).collect(),
        makers: Vec::new(),
        checkers: Vec::new(),
        add_signature: String::new(),
        add_server: String::new(),
        make: String::new(),
        stateless: false,
        new_signature: String::new(),
        new_self: String::new(),
        calls: Vec::new(),
        uses: Uses::default(),
        tests_streams: false,
        tests_details: false,
    };
    for of in service.methods() {
        let (Some(input), Some(output)) = (of.input(), of.output()) else { continue };
        let method = method(of, [input, output], known, &package, &mut out);
        out.methods.push(method);
    }
    out.drop_unused_entities();
    out.link_tests();
    out.tests_details = out.methods.iter().any(|method| !method.invalid.is_empty());
    out.tests_streams = out
        .methods
        .iter()
        .any(|method| method.server_streaming && method.token.is_some() && method.creator.is_some());
    out.uses = Uses::of(&out);
    out.make = out.make(only);
    out.add_new();
    out.calls = calls(service, known);
    let params = ["self".to_owned(), format!("service: impl {}::{}", out.package, out.server_trait)];
    let server = format!("{}::{}::new(service)", out.package, out.server);
    out.add_server = format::binding(2, "server", &server);
    out.add_signature = format::signature(1, &format!("pub fn {}", out.module), &params, "Self");
    let result = format!("{}::{}<Self>", out.package, out.client);
    let stub = format!("{}::{}::new(self.clone())", out.package, out.client);
    out.client_stub = format::binding(2, "stub", &stub);
    out.client_signature =
        format::signature(1, &format!("pub fn {}", out.module), &["&self".to_owned()], &result);
    out
}

/// One call that creates an entity, and one that gets it back.
fn calls<'a>(service: handles::Service<'a>, known: &[Kept<'a>]) -> Vec<Call> {
    let call = |method: handles::Method<'a>| {
        let standard = methods::standard(method, known)?;
        let data = match standard.body {
            Body::Create => {
                let made = methods::new_entity(method, standard.entity, "")?;
                let texts = made.given.iter().filter(|&&field| fields::is_text(field));
                let pair = |field: &Field<'_>| {
                    let end = if field.name().contains("email") { "@example.com" } else { "-1" };
                    format!("\"{0}\":\"{0}{end}\"", field.name())
                };
                let pairs = format!("{{{}}}", texts.map(pair).collect::<Vec<_>>().join(","));
                made.from.map_or(pairs.clone(), |from| format!("{{\"{}\":{pairs}}}", from.name()))
            }
            Body::Get { .. } => {
                let key = standard.key?;
                let value = if fields::is_text(key) { "\"1\"" } else { "1" };
                format!("{{\"{}\":{value}}}", key.name())
            }
            _ => return None,
        };
        Some(Call { method: format!("{}/{}", service.full_name(), method.name()), data, curl: None })
    };
    let mut calls: Vec<Call> = service.methods().filter_map(call).collect();
    // What gets an entity comes behind what creates it.
    calls.sort_by_key(|call| call.method.contains("/Get"));
    calls
}

impl Service {
    fn drop_unused_entities(&mut self) {
        let methods = &self.methods;
        self.entities.retain(|entity| {
            let mut entities = methods.iter().filter_map(|method| method.entity.as_ref());
            entities.any(|used| used.full_name == entity.full_name)
        });
    }

    /// Tells methods what the tests of one need of another.
    fn link_tests(&mut self) {
        let creators: Vec<(String, String)> = self
            .methods
            .iter()
            .filter(|method| matches!(method.body, Body::Create))
            .filter_map(|method| Some((method.entity.as_ref()?.full_name.clone(), method.ident.clone())))
            .collect();
        for method in &mut self.methods {
            let entity = method.entity.as_ref().map(|entity| &entity.full_name);
            let creator = creators.iter().find(|(created, _)| Some(created) == entity);
            method.creator = creator.map(|(_, ident)| ident.clone());
            let maker = self.makers.iter().find(|maker| Some(&maker.name) == method.maker.as_ref());
            method.unique = maker.and_then(|maker| maker.unique.clone());
            let of_input = maker.filter(|maker| maker.from.is_none() && !method.client_streaming);
            let checker = of_input.and_then(|maker| maker.checker.as_ref());
            let checker = self.checkers.iter().find(|known| Some(&known.name) == checker);
            let checks = checker.iter().flat_map(|checker| &checker.checks).filter(|check| !check.optional);
            method.invalid = checks.map(|check| check.args[0].clone()).collect();
        }
    }

    fn add_new(&mut self) {
        let store = |entity: &Entity| (entity.many.clone(), format!("Arc<dyn Store<{}>>", entity.ty));
        let mut fields: Vec<(String, String)> = self.entities.iter().map(store).collect();
        fields.extend(self.uses.limits.then(|| ("limits".to_owned(), "StreamLimits".to_owned())));
        let params: Vec<String> = fields.iter().map(|(name, ty)| format!("{name}: {ty}")).collect();
        self.new_signature = format::signature(1, "pub fn new", &params, "Self");
        let names: Vec<String> = fields.into_iter().map(|(name, _)| name).collect();
        self.stateless = names.is_empty();
        self.new_self = format!("Self {{ {} }}", names.join(", "));
    }

    fn make(&self, only: bool) -> String {
        let path = if only { "service".to_owned() } else { format!("service::{}", self.module) };
        let mut args: Vec<String> =
            self.entities.iter().map(|entity| format!("{}.clone()", entity.many)).collect();
        if only {
            args.iter_mut().for_each(|arg| *arg = arg.replace(".clone()", ""));
        }
        args.extend(self.uses.limits.then(|| "limits".to_owned()));
        if args.is_empty() {
            return format!("{path}::Service");
        }
        format!("{path}::Service::new({})", args.join(", "))
    }
}

impl Uses {
    fn of(service: &Service) -> Self {
        let any = |test: fn(&Method) -> bool| service.methods.iter().any(test);
        let is_now = |assigned: &[Assign]| assigned.iter().any(|assign| assign.value.contains("SystemTime"));
        Self {
            client_streams: any(|method| method.client_streaming),
            server_streams: any(|method| method.server_streaming),
            limits: any(|method| matches!(method.body, Body::BatchCreate | Body::Sync)),
            pages: any(|method| matches!(method.body, Body::List { .. })),
            time: service.makers.iter().any(|maker| is_now(&maker.fields))
                || service
                    .methods
                    .iter()
                    .any(|method| matches!(&method.body, Body::Update { updated, .. } if is_now(updated))),
            errors: !service.makers.is_empty()
                || !service.checkers.is_empty()
                || any(|method| matches!(method.body, Body::Update { from: Some(_), .. })),
        }
    }
}

fn method<'a>(
    of: handles::Method<'a>,
    [input, output]: [Message<'a>; 2],
    known: &[Kept<'a>],
    package: &str,
    service: &mut Service,
) -> Method {
    let standard = methods::standard(of, known);
    let mut method = Method {
        name: of.name().to_owned(),
        ident: idents::snake(of.name()),
        signature: String::new(),
        input: type_path(input, package),
        output: type_path(output, package),
        client_streaming: of.is_client_streaming(),
        server_streaming: of.is_server_streaming(),
        entity: None,
        body: Body::Unimplemented,
        maker: None,
        checker: None,
        answer: None,
        response: String::new(),
        ask: None,
        creator: None,
        unique: None,
        invalid: Vec::new(),
        token: None,
        keeps: false,
    };
    method.signature = handler(&method, standard.is_some());
    let Some(standard) = standard else { return method };
    let named = |entity: &&Entity| standard.entity.message.full_name() == entity.full_name;
    method.entity = service.entities.iter().find(named).cloned();
    method.response = response(&method, standard.entity.message, standard.answer, output, &standard.body);
    let next = next_token(output).filter(|&field| !fields::is_option(field));
    method.answer =
        standard.answer.map(|field| Answer { field: fields::ident(field), next: next.map(fields::ident) });
    method.ask = standard.key.and_then(|field| ask(&method, standard.entity, field, input));
    match &standard.body {
        Body::Create | Body::BatchCreate => {
            method.maker = maker(of, input, standard.entity, package, service)
        }
        Body::Update { from, .. } => {
            let checked = if from.is_some() { standard.entity.message } else { input };
            method.checker = checker(standard.entity, checked, package, service);
        }
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

/// The token behind the second entity, where the fields for pages are plain.
fn token(method: &Method, entity: Kept<'_>, input: Message<'_>) -> Option<String> {
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

/// The first line of a handler, or its first lines.
fn handler(method: &Method, reads: bool) -> String {
    let many = |ty: &str, streaming: bool, stream: &str| {
        if streaming { format!("{stream}<{ty}>") } else { ty.to_owned() }
    };
    let input = many(&method.input, method.client_streaming, "Streaming");
    let output = many(&method.output, method.server_streaming, "BoxStream");
    let request = if reads { "request" } else { "_request" };
    let params = ["&self".to_owned(), format!("{request}: Request<{input}>")];
    format::signature(
        1,
        &format!("async fn {}", method.ident),
        &params,
        &format!("Result<Response<{output}>, Status>"),
    )
}

/// A request for an entity by its key.
fn ask(method: &Method, entity: Kept<'_>, field: Field<'_>, input: Message<'_>) -> Option<String> {
    let key = entity.key;
    let value = format!("{}.{}", entity.message.name().to_snake_case(), fields::ident(key));
    let value = if fields::is_text(key) { format!("{value}.clone()") } else { value };
    let value = match (fields::is_option(field), fields::is_option(key)) {
        (true, false) => format!("Some({value})"),
        (false, true) => format!("{value}.unwrap_or_default()"),
        _ => value,
    };
    let value = if field.is_repeated() { format!("vec![{value}]") } else { value };
    let rest = if input.fields().count() > 1 { ", ..Default::default()" } else { "" };
    Some(format!("{} {{ {}: {value}{rest} }}", method.input, fields::ident(field)))
}

/// The expression that answers with the entity, with the entities, or with a page of them.
fn response(
    method: &Method,
    entity: Message<'_>,
    answer: Option<Field<'_>>,
    output: Message<'_>,
    body: &Body,
) -> String {
    let Some(known) = &method.entity else { return String::new() };
    let Some(field) = answer else { return format!("Ok(Response::new({}))", entity.name().to_snake_case()) };
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
    format::literal(2, "Ok(Response::new(", &method.output, &lines, "))")
}

/// The field for the token of the next page.
fn next_token(output: Message<'_>) -> Option<Field<'_>> {
    output.fields().find(|field| field.name() == "next_page_token" && fields::is_text(*field))
}

/// The name of the function that makes an entity of this request, which is added to the service.
fn maker<'a>(
    of: handles::Method<'a>,
    input: Message<'a>,
    kept: Kept<'a>,
    package: &str,
    service: &mut Service,
) -> Option<String> {
    let made = methods::new_entity(of, kept, package)?;
    let entity = kept.message;
    let one = entity.name().to_snake_case();
    let input_type = type_path(input, package);
    if let Some(known) = service.makers.iter().find(|maker| maker.input == input_type) {
        return Some(known.name.clone());
    }
    let short = format!("new_{one}");
    let taken = service.makers.iter().any(|maker| maker.name == short);
    let name = if taken { format!("{short}_of_{}", input.name().to_snake_case()) } else { short };
    let checked = if made.from.is_some() { entity } else { input };
    let checker = checker(kept, checked, package, service);
    let output = type_path(entity, package);
    let param = if made.is_entity { one.clone() } else { "request".to_owned() };
    let params = [format!("{param}: {input_type}")];
    let mut lines: Vec<String> = made.fields.iter().map(Assign::line).collect();
    if made.is_entity {
        lines.push(format!("..{one}"));
    } else if entity.fields().count() > lines.len() {
        lines.push("..Default::default()".to_owned());
    }
    let value = match made.fields.is_empty() && made.is_entity {
        true => format!("Ok({one})"),
        false => format::literal(1, "Ok(", &output, &lines, ")"),
    };
    let sample = match made.from {
        None => format::literal(1, "", &input_type, &samples(kept, &made.given, input), ""),
        Some(_) => {
            format::literal(1, &format!("let {one} = "), &output, &samples(kept, &made.given, entity), ";")
        }
    };
    let mut wrapped: Vec<String> =
        made.from.iter().map(|field| format!("{}: Some({one})", fields::ident(*field))).collect();
    if input.fields().count() > 1 {
        wrapped.push("..Default::default()".to_owned());
    }
    service.makers.push(Maker {
        signature: format::signature(0, &format!("fn {name}"), &params, &format!("Result<{output}, Error>")),
        name: name.clone(),
        param,
        wrapped: format::literal(1, "", &input_type, &wrapped, ""),
        input: input_type,
        output,
        one,
        checker,
        from: made.from.map(fields::ident),
        is_entity: made.is_entity,
        value,
        counts: sample.contains("{n}"),
        sample,
        unique: made.given.iter().copied().find(|&field| kept.is_unique(field)).map(fields::ident),
        fields: made.fields,
    });
    Some(name)
}

/// The lines of a struct with a value for each text that is given.
fn samples(kept: Kept<'_>, given: &[Field<'_>], message: Message<'_>) -> Vec<String> {
    let key = kept.is(message).then(|| fields::ident(kept.key));
    let texts: Vec<Field<'_>> = given
        .iter()
        .copied()
        .filter(|&field| fields::is_text(field) && Some(fields::ident(field)) != key)
        .collect();
    let line = |field: &Field<'_>| {
        let end = if field.name().contains("email") { "@example.com" } else { "" };
        let value = fields::wrap(*field, &format!("format!(\"{}-{{n}}{end}\")", field.name()));
        format!("{}: {value}", fields::ident(*field))
    };
    let mut lines: Vec<String> = texts.iter().map(line).collect();
    if message.fields().count() > texts.len() {
        lines.push("..Default::default()".to_owned());
    }
    lines
}

/// The name of the function that checks a message, which is added to the service; `None` where there is nothing to
/// check.
fn checker(kept: Kept<'_>, message: Message<'_>, package: &str, service: &mut Service) -> Option<String> {
    let name = format!("check_{}", message.name().trim_end_matches("Request").to_snake_case());
    let input = type_path(message, package);
    if let Some(known) = service.checkers.iter().find(|checker| checker.input == input) {
        return Some(known.name.clone());
    }
    let checks = kept.checks(message);
    if checks.is_empty() {
        return None;
    }
    let params = [format!("request: &{input}")];
    let signature = format::signature(0, &format!("fn {name}"), &params, "Result<(), Error>");
    service.checkers.push(Checker { name: name.clone(), signature, input, checks });
    Some(name)
}

/// The path of a message's type in a file whose `pb` is the module `package`.
fn type_path(message: Message<'_>, package: &str) -> String {
    if let Some(name) = well_known(message.full_name()) {
        return name;
    }
    let module = idents::module(message.file().package());
    let path = idents::message(message);
    if module == package {
        format!("pb::{path}")
    } else {
        format!("crate::{}::{path}", join("proto", &module))
    }
}

/// The type of a message that prost has its own for.
fn well_known(full_name: &str) -> Option<String> {
    let name = full_name.strip_prefix("google.protobuf.")?;
    Some(match name {
        "Empty" => "()".to_owned(),
        "BoolValue" => "bool".to_owned(),
        "BytesValue" => "Vec<u8>".to_owned(),
        "DoubleValue" => "f64".to_owned(),
        "FloatValue" => "f32".to_owned(),
        "Int32Value" => "i32".to_owned(),
        "Int64Value" => "i64".to_owned(),
        "StringValue" => "String".to_owned(),
        "UInt32Value" => "u32".to_owned(),
        "UInt64Value" => "u64".to_owned(),
        _ => format!("prost_types::{name}"),
    })
}

fn join(module: &str, rest: &str) -> String {
    if rest.is_empty() { module.to_owned() } else { format!("{module}::{rest}") }
}
