//! Services: what the file of their handlers needs.

use serde::Serialize;

use super::calls::{Call, calls};
use super::makers::{Checker, Maker};
use super::method::{Method, method};
use super::types::{join, type_path};
use crate::generate::idents;
use crate::scaffold::entities::{Entity, Kept};
use crate::scaffold::format::Adding;
use crate::scaffold::methods::{self, Assign, Body};
use crate::schema::handles::{self, Field, Message};

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
    /// What its handlers share.
    pub shares: Vec<Share>,
    /// Calls that work as they stand.
    pub calls: Vec<Call>,
    /// What its file uses.
    pub uses: Uses,
    /// Whether its tests read streams to the end.
    pub tests_streams: bool,
    /// Whether its tests look at details of errors.
    pub tests_details: bool,
    /// Whether its tests call what is deprecated.
    pub tests_deprecated: bool,
}

/// What the handlers of a service share: a field.
#[derive(Serialize)]
pub struct Share {
    /// Its name.
    pub name: String,
    /// Its type.
    pub ty: String,
}

/// What the handlers of a service use.
#[derive(Default, Serialize)]
#[expect(clippy::struct_excessive_bools, reason = "each stands for lines of the file")]
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
    /// What is deprecated.
    pub deprecated: bool,
}

pub(super) fn service<'a>(
    service: handles::Service<'a>,
    module: String,
    name: &str,
    known: &[Kept<'a>],
    entities: &[Entity],
) -> Service {
    let package = idents::module(service.file().package());
    let stub = idents::separated(name);
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
        shares: Vec::new(),
        calls: Vec::new(),
        uses: Uses::default(),
        tests_streams: false,
        tests_details: false,
        tests_deprecated: false,
    };
    for of in service.methods() {
        let (Some(input), Some(output)) = (of.input(), of.output()) else { continue };
        let method = method(of, [input, output], known, &package, &mut out);
        out.methods.push(method);
    }
    out.drop_unused_entities();
    out.link_tests();
    out.tests_details =
        out.methods.iter().any(|method| !method.invalid.is_empty() && !method.client_streaming);
    out.tests_streams = out
        .methods
        .iter()
        .any(|method| method.server_streaming && method.token.is_some() && method.creator.is_some());
    out.uses = Uses::of(&out);
    out.uses.deprecated = service.methods().any(|of| uses_deprecated(of, known));
    out.tests_deprecated = out.uses.deprecated || service.methods().any(handles::Method::is_deprecated);
    out.shares = out.fields();
    out.calls = calls(service, known);
    let server = format!("{}::{}::new(service)", out.package, out.server);
    out.add_server = format!("let server = {server};");
    let service = format!("impl {}::{}", out.package, out.server_trait);
    out.add_signature = format!("    pub fn {}(self, service: {service}) -> Self {{", out.module);
    let result = format!("{}::{}<Self>", out.package, out.client);
    let stub = format!("{}::{}::new(self.clone())", out.package, out.client);
    out.client_stub = format!("let stub = {stub};");
    out.client_signature = format!("    pub fn {}(&self) -> {result} {{", out.module);
    out
}

/// Whether the handler of a method sets or reads a field that is deprecated.
fn uses_deprecated<'a>(method: handles::Method<'a>, known: &[Kept<'a>]) -> bool {
    let Some(standard) = methods::standard(method, known) else { return false };
    let messages = [Some(standard.entity.message), method.input(), method.output()];
    messages.into_iter().flatten().flat_map(Message::fields).any(Field::is_deprecated)
}

impl Service {
    /// A call for people to try where none of the methods does anything yet.
    pub fn any_call(&self) -> Option<Call> {
        let method = self.methods.iter().find(|method| !method.client_streaming)?;
        let method = format!("{}/{}", self.full_name, method.name);
        Some(Call { method, data: "{}".to_owned(), curl: None })
    }

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
            let of_stream = method.checker.as_ref().filter(|_| matches!(method.body, Body::Sync));
            let checker = of_input.and_then(|maker| maker.checker.as_ref()).or(of_stream);
            let checker = self.checkers.iter().find(|known| Some(&known.name) == checker);
            let checks = checker.iter().flat_map(|checker| &checker.checks).filter(|check| !check.optional);
            method.invalid = checks.map(|check| check.args[0].clone()).collect();
        }
    }

    /// What it has a field for, and the types of these.
    fn fields(&self) -> Vec<Share> {
        let store = |entity: &Entity| Share {
            name: entity.many.clone(),
            ty: format!("Arc<dyn Store<{}>>", entity.ty),
        };
        let limits = || Share { name: "stream_limits".to_owned(), ty: "StreamLimits".to_owned() };
        let stores = self.entities.iter().map(store);
        stores.chain(self.uses.limits.then(limits)).collect()
    }

    /// How it is added to the others, of which it may be the only one; of some stores there are others that use them.
    pub fn adding(&self, only: bool, is_shared: impl Fn(&str) -> bool) -> Adding {
        let path = if only { "service".to_owned() } else { format!("service::{}", self.module) };
        let field = |share: &Share| match share.name.as_str() {
            name if is_shared(name) => format!("{name}: {name}.clone()"),
            name => name.to_owned(),
        };
        let fields = self.shares.iter().map(field).collect();
        Adding { method: self.module.clone(), ty: format!("{path}::Service"), fields }
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
            deprecated: false,
        }
    }
}
