//! Services: the data of their handlers.

use serde::Serialize;

use super::calls::{Call, calls};
use super::entity::EntityView;
use super::functions::{Check, Functions};
use super::method::{Method, method};
use super::types::{join, type_path};
use crate::generate::idents;
use crate::scaffold::entities::Entity;
use crate::scaffold::methods::{self, Assign, Body, Initial};
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
    /// Its methods.
    pub methods: Vec<Method>,
    /// Its entities.
    pub entities: Vec<EntityView>,
    /// The functions that its methods use.
    pub functions: Functions,
    /// Calls that work as they stand.
    pub calls: Vec<Call>,
    /// The imports of its file.
    pub uses: Uses,
    /// Whether its tests read streams to the end.
    pub tests_streams: bool,
    /// Whether its tests look at details of errors.
    pub tests_details: bool,
    /// Whether its tests use deprecated items.
    pub tests_deprecated: bool,
}

/// The imports that the handlers of a service need.
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
    /// Deprecated items.
    pub deprecated: bool,
}

pub(super) fn service<'a>(
    service: handles::Service<'a>,
    module: String,
    name: &str,
    known: &[Entity<'a>],
    entities: &[EntityView],
) -> Service {
    let package = idents::module(service.file().package());
    let stub = idents::separated(name);
    let local = |entity: &EntityView| {
        let message = known.iter().find(|known| known.message.full_name() == entity.full_name)?.message;
        Some(EntityView { ty: type_path(message, &package), ..entity.clone() })
    };
    let mut out = Service {
        full_name: service.full_name().to_owned(),
        module,
        package: join("proto", &package),
        server_trait: format!("{stub}_server::{name}"),
        server: format!("{stub}_server::{name}Server"),
        client: format!("{stub}_client::{name}Client"),
        methods: Vec::new(),
        entities: entities.iter().filter_map(local).collect(),
        functions: Functions::default(),
        calls: Vec::new(),
        uses: Uses::default(),
        tests_streams: false,
        tests_details: false,
        tests_deprecated: false,
    };
    for of in service.methods() {
        let (Some(input), Some(output)) = (of.input(), of.output()) else { continue };
        let method = method(of, [input, output], known, &package, &out.entities, &mut out.functions);
        out.methods.push(method);
    }
    out.drop_unused_entities();
    out.link_tests();
    out.tests_details =
        out.methods.iter().any(|method| !method.invalid.is_empty() && !method.client_streaming);
    out.tests_streams =
        out.methods.iter().any(|method| method.server_streaming && method.pages && method.creator.is_some());
    out.uses = Uses::of(&out);
    out.uses.deprecated = service.methods().any(|of| uses_deprecated(of, known));
    out.tests_deprecated = out.uses.deprecated || service.methods().any(handles::Method::is_deprecated);
    out.calls = calls(service, known);
    out
}

/// Whether the handler of a method sets or reads a field that is deprecated.
fn uses_deprecated<'a>(method: handles::Method<'a>, known: &[Entity<'a>]) -> bool {
    let Some(standard) = methods::standard(method, known) else { return false };
    let messages = [Some(standard.entity.message), method.input(), method.output()];
    messages.into_iter().flatten().flat_map(Message::fields).any(Field::is_deprecated)
}

impl Service {
    /// An example call if no method is implemented yet.
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

    /// Links the methods that the tests of others call.
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
            let Functions { constructors, validators } = &self.functions;
            let constructor =
                constructors.iter().find(|known| Some(&known.name) == method.constructor.as_ref());
            method.unique = constructor.and_then(|constructor| constructor.unique.clone());
            let of_input =
                constructor.filter(|constructor| constructor.from.is_none() && !method.client_streaming);
            let of_stream = method.validator.as_ref().filter(|_| matches!(method.body, Body::Sync));
            let validator = of_input.and_then(|constructor| constructor.validator()).or(of_stream);
            let validator = validators.iter().find(|known| Some(&known.name) == validator);
            let checks = validator
                .iter()
                .flat_map(|validator| &validator.checks)
                .filter(|check| !check.field.optional);
            method.invalid = checks.flat_map(Check::violations).collect();
        }
    }
}

impl Uses {
    fn of(service: &Service) -> Self {
        let any = |test: fn(&Method) -> bool| service.methods.iter().any(test);
        let is_now = |assign: &Assign| matches!(assign.value, Initial::Now);
        Self {
            client_streams: any(|method| method.client_streaming),
            server_streams: any(|method| method.server_streaming),
            limits: any(|method| matches!(method.body, Body::BatchCreate | Body::Sync)),
            pages: any(|method| matches!(method.body, Body::List { .. })),
            time: service.functions.constructors.iter().any(|made| made.fields.iter().any(is_now))
                || any(|method| matches!(&method.body, Body::Update { updated, .. } if !updated.is_empty())),
            errors: !service.functions.constructors.is_empty()
                || !service.functions.validators.is_empty()
                || any(|method| matches!(method.body, Body::Update { from: Some(_), .. })),
            deprecated: false,
        }
    }
}
