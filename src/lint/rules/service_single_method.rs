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
    /// Reports services that are named after one thing to do, such as `CreateUserService`, and have one method without
    /// streams. Where a package has several about the same thing, each of them says so. `UserCreateService` counts beside
    /// another one about `User`, such as `UserGetService`.
    /// ## Why
    /// A client of users then needs a client for each thing that can be done with them, each with its own address,
    /// rights and mocks; and the next thing to do takes a service instead of a method.
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
    /// `ImageUploadService` alone may be about uploads, so it is left alone.
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
        format!("`{name}` is one of {count} services for one method each that are about `{noun}`")
    } else {
        format!("`{name}` is a service for one method: the next one about `{noun}` will not fit in")
    };
    cx.report(service.name_spot(), text).help(format!("declare `{noun}Service` with all methods about it"));
}

fn has_one_method(service: Service<'_>) -> bool {
    let mut methods = service.methods();
    let is_unary = |method: Method<'_>| !method.is_client_streaming() && !method.is_server_streaming();
    methods.next().is_some_and(is_unary) && methods.next().is_none() && !service.file().is_damaged()
}
