//! Services: what the file of their handlers needs.

use heck::ToUpperCamelCase;
use serde::Serialize;

use super::calls::{Call, calls};
use super::makers::{Checker, Maker};
use super::method::{Method, method};
use super::types::{join, type_path};
use crate::compile::handles;
use crate::generate::idents;
use crate::scaffold::entities::{Entity, Kept};
use crate::scaffold::format;
use crate::scaffold::methods::{Assign, Body};

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

pub(super) fn service<'a>(
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
