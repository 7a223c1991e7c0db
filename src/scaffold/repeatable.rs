//! The methods that a client may retry without knowing whether a call was executed.

use serde::Serialize;

use super::config::Config;
use super::methods::{self, Body};
use crate::schema::handles::{Method, Service};

/// A method that may be retried.
#[derive(Serialize)]
pub struct Repeatable {
    /// `/user.UserService/GetUser`
    pub path: String,
    /// Whether it streams to the client.
    pub streams: bool,
}

/// The methods of a service that may be retried: `idempotency_level` decides, or else whether it is a standard method
/// that only reads. Streams of clients are never sent again.
pub fn repeatable<'a>(service: Service<'a>, config: &'a Config) -> impl Iterator<Item = Repeatable> {
    let known = methods::entities(service, config);
    let is_repeatable = move |method: &Method<'_>| {
        let level = method.options().and_then(|options| options.enumeration(IDEMPOTENCY_LEVEL));
        let reads = || match methods::standard(*method, &known)?.body {
            Body::Get { .. } | Body::List { .. } | Body::BatchGet { .. } => Some(()),
            _ => None,
        };
        !method.is_client_streaming() && level.map_or_else(|| reads().is_some(), |level| level > 0)
    };
    service.methods().filter(is_repeatable).map(|method| Repeatable {
        path: format!("/{}/{}", method.parent().full_name(), method.name()),
        streams: method.is_server_streaming(),
    })
}

/// The number of `MethodOptions.idempotency_level`, whose values above 0 mean that a method may be retried.
const IDEMPOTENCY_LEVEL: i32 = 34;
