//! Example calls.

use serde::Serialize;

use crate::scaffold::entities::Entity;
use crate::scaffold::fields;
use crate::scaffold::methods::{self, Body};
use crate::schema::handles::{self, Field};

/// An example call.
#[derive(Clone, Serialize)]
pub struct Call {
    /// `user.UserService/GetUser`
    pub method: String,
    /// The request as JSON.
    pub data: String,
    /// The same over HTTP, as a command.
    pub curl: Option<String>,
}

/// One call that creates an entity, and one that gets it back.
pub(super) fn calls<'a>(service: handles::Service<'a>, known: &[Entity<'a>]) -> Vec<Call> {
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
    // Create an entity before getting it.
    calls.sort_by_key(|call| call.method.contains("/Get"));
    calls
}
