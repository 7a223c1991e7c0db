//! `SERVICE_TOO_LARGE`: a service can be understood as a whole.

use crate::diag::Severity;
use crate::lint::Context;
use crate::rules::{Category, Setting, SettingValue, meta};
use crate::schema::handles::Service;

const MAX_METHODS: Setting = Setting {
    name: "max_methods",
    default: SettingValue::Number(20),
    docs: "The maximum number of methods in a service.",
};

meta! {
    /// ## What it does
    /// Reports services with more than 20 methods.
    /// ## Why
    /// A service is deployed, owned, secured and mocked as a whole. A large one is hard to know completely, and each
    /// change affects all of its clients.
    /// ## Bad
    /// ```proto
    /// service ShopService {
    ///   rpc GetUser(Request) returns (Response);
    ///   rpc CreateUser(Request) returns (Response);
    ///   rpc DeleteUser(Request) returns (Response);
    ///   rpc GetOrder(Request) returns (Response);
    ///   rpc CreateOrder(Request) returns (Response);
    ///   rpc DeleteOrder(Request) returns (Response);
    ///   rpc GetInvoice(Request) returns (Response);
    ///   rpc CreateInvoice(Request) returns (Response);
    ///   rpc DeleteInvoice(Request) returns (Response);
    ///   rpc GetProduct(Request) returns (Response);
    ///   rpc CreateProduct(Request) returns (Response);
    ///   rpc DeleteProduct(Request) returns (Response);
    ///   rpc GetShipment(Request) returns (Response);
    ///   rpc CreateShipment(Request) returns (Response);
    ///   rpc DeleteShipment(Request) returns (Response);
    ///   rpc GetVoucher(Request) returns (Response);
    ///   rpc CreateVoucher(Request) returns (Response);
    ///   rpc DeleteVoucher(Request) returns (Response);
    ///   rpc GetRefund(Request) returns (Response);
    ///   rpc CreateRefund(Request) returns (Response);
    ///   rpc DeleteRefund(Request) returns (Response);
    /// }
    ///
    /// message Request {}
    /// message Response {}
    /// ```
    /// ## Good
    /// ```proto
    /// service UserService {
    ///   rpc GetUser(Request) returns (Response);
    /// }
    ///
    /// service OrderService {
    ///   rpc GetOrder(Request) returns (Response);
    ///   rpc GetInvoice(Request) returns (Response);
    ///   rpc GetShipment(Request) returns (Response);
    /// }
    ///
    /// message Request {}
    /// message Response {}
    /// ```
    /// ## Notes
    /// Split a service by the resources of its methods.
    SERVICE_TOO_LARGE {
        categories: &[Category::Design],
        severity: Severity::Warning,
        on: true,
        settings: &[MAX_METHODS],
    }
}

pub fn check(service: Service<'_>, cx: &mut Context<'_>) {
    let count = service.methods().count();
    if count <= cx.number(&MAX_METHODS) {
        return;
    }
    let text = format!("`{}` has {count} methods, which is hard to understand as a whole", service.name());
    cx.report(service.name_site(), text).help("split it into a service per group of related resources");
}
