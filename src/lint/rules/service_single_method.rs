//! `SERVICE_SINGLE_METHOD`: services are about things, methods are what can be done with them.

use std::collections::BTreeMap;

use crate::diag::Severity;
use crate::lint::Context;
use crate::lint::Index;
use crate::lint::methods::{noun_before_action, noun_of_action};
use crate::rules::{Category, meta};
use crate::schema::handles::{File, Method, Service};

meta! {
    /// ## What it does
    /// Reports services that are named after an action, such as `CreateUserService`, and have a single unary method.
    /// `UserCreateService` counts if there is another one about `User` in the package, such as `UserGetService`.
    /// ## Why
    /// Clients then need a stub for each action, each with its own address, permissions and mocks; and the next action
    /// needs a service instead of a method.
    /// ## Bad
    /// ```proto
    /// service CreateUserService {
    ///   rpc CreateUser(CreateUserRequest) returns (User);
    /// }
    ///
    /// message User {}
    /// message CreateUserRequest {}
    /// ```
    /// ## Good
    /// ```proto
    /// service UserService {
    ///   rpc CreateUser(CreateUserRequest) returns (User);
    /// }
    ///
    /// message User {}
    /// message CreateUserRequest {}
    /// ```
    /// ## Notes
    /// A single `ImageUploadService` may be about uploads, so it is not reported.
    SERVICE_SINGLE_METHOD {
        categories: &[Category::Design],
        severity: Severity::Warning,
        on: true,
        settings: &[],
    }
}

pub fn check(index: &Index<'_>, cx: &mut Context<'_>) {
    for files in index.packages.values() {
        let mut about: BTreeMap<String, Vec<Service<'_>>> = BTreeMap::new();
        for service in
            files.iter().copied().flat_map(File::services).filter(|service| has_one_method(*service))
        {
            let noun = noun_of_action(service.name()).or_else(|| noun_before_action(service.name()));
            if let Some(noun) = noun {
                about.entry(noun).or_default().push(service);
            }
        }
        for (noun, services) in &about {
            let is_named_so = |service: &&Service<'_>| noun_of_action(service.name()).is_some();
            let is_alone = services.len() == 1;
            for &service in services.iter().filter(|service| !is_alone || is_named_so(service)) {
                report(service, noun, services.len(), cx);
            }
        }
    }
}

fn report(service: Service<'_>, noun: &str, count: usize, cx: &mut Context<'_>) {
    let name = service.name();
    let text = if count > 1 {
        format!("`{name}` is one of {count} services about `{noun}` with a single method each")
    } else {
        format!("`{name}` is a service for a single method: other methods about `{noun}` do not fit in")
    };
    cx.report(service.name_site(), text).help(format!("declare `{noun}Service` with all methods about it"));
}

fn has_one_method(service: Service<'_>) -> bool {
    let mut methods = service.methods();
    let is_unary = |method: Method<'_>| !method.is_client_streaming() && !method.is_server_streaming();
    methods.next().is_some_and(is_unary) && methods.next().is_none() && !service.file().is_damaged()
}
