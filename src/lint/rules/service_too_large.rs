//! `SERVICE_TOO_LARGE`: a service can be understood as a whole.

use std::collections::BTreeSet;

use crate::compile::handles::Service;
use crate::diag::Severity;
use crate::lint::Context;
use crate::lint::methods::resource;
use crate::rules::{Category, Setting, Value, meta};

const MAX_METHODS: Setting =
    Setting { name: "max_methods", default: Value::Number(20), docs: "How many methods a service may have." };

const MAX_RESOURCES: Setting = Setting {
    name: "max_resources",
    default: Value::Number(5),
    docs: "How many kinds of resources the methods of a service may get, list, create, update or delete.",
};

meta! {
    /// ## What it does
    /// Reports services with more than 20 methods, and those whose methods get, list, create, update or delete more than
    /// five kinds of resources.
    /// ## Why
    /// A service is what is deployed, owned, secured and mocked as one. Few people know all of a large one, and each change
    /// to it concerns all of its clients.
    /// ## Bad
    /// ```proto
    /// service ShopService {
    ///   rpc GetUser(GetRequest) returns (GetResponse);
    ///   rpc GetOrder(GetRequest) returns (GetResponse);
    ///   rpc GetInvoice(GetRequest) returns (GetResponse);
    ///   rpc GetProduct(GetRequest) returns (GetResponse);
    ///   rpc GetShipment(GetRequest) returns (GetResponse);
    ///   rpc GetVoucher(GetRequest) returns (GetResponse);
    /// }
    ///
    /// message GetRequest {}
    /// message GetResponse {}
    /// ```
    /// ## Good
    /// ```proto
    /// service UserService {
    ///   rpc GetUser(GetRequest) returns (GetResponse);
    /// }
    ///
    /// service OrderService {
    ///   rpc GetOrder(GetRequest) returns (GetResponse);
    ///   rpc GetInvoice(GetRequest) returns (GetResponse);
    ///   rpc GetShipment(GetRequest) returns (GetResponse);
    /// }
    ///
    /// message GetRequest {}
    /// message GetResponse {}
    /// ```
    /// ## Notes
    /// `BatchGetUsers` is about users, as `GetUser` is, and what begins with the name of another resource, as
    /// `UserKey` does, counts as part of it. Of 50 findings of the 133 in the public Google APIs, 47 are services
    /// that could be split along their resources; the rest have many methods for a single one.
    SERVICE_TOO_LARGE {
        categories: &[Category::Design],
        severity: Severity::Warning,
        on: true,
        settings: &[MAX_METHODS, MAX_RESOURCES],
    }
}

pub fn check(service: Service<'_>, cx: &mut Context<'_>) {
    let count = service.methods().count();
    let text = if count > cx.number(&MAX_METHODS) {
        format!("`{}` has {count} methods, more than anyone keeps in mind", service.name())
    } else {
        let resources = resources(service);
        if resources.len() <= cx.number(&MAX_RESOURCES) {
            return;
        }
        let shown: Vec<String> = resources.iter().map(|name| format!("`{name}`")).collect();
        format!("`{}` manages {} kinds of resources: {}", service.name(), shown.len(), shown.join(", "))
    };
    cx.report(service.name_spot(), text)
        .help("make a service for each group of resources that belong together");
}

/// The kinds of resources of a service. What begins with the name of another one, as `UserKey` does with `User`, is part of
/// it.
fn resources(service: Service<'_>) -> Vec<String> {
    let all: BTreeSet<String> = service.methods().filter_map(|method| resource(method.name())).collect();
    let mut kinds: Vec<String> = Vec::new();
    for name in all {
        if !kinds.last().is_some_and(|last| name.starts_with(last.as_str())) {
            kinds.push(name);
        }
    }
    kinds
}
