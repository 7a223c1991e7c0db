//! Entities.

use serde::Serialize;

use crate::generate::idents;
use crate::scaffold::entities::Entity;
use crate::scaffold::fields::{self, is_option};
use crate::schema::handles::{Field, Message};

/// An entity, as templates see it.
#[derive(Clone, Serialize)]
pub struct EntityView {
    /// `user.User`
    pub full_name: String,
    /// Its name in errors: `User`.
    pub kind: String,
    /// `user`
    pub one: String,
    /// `users`
    pub many: String,
    /// The path of its type below `proto`.
    pub path: String,
    /// Its type in the file of a service.
    pub ty: String,
    /// The type of its key.
    pub key_type: &'static str,
    /// The key of `self`.
    pub get_key: String,
    /// The field of the key.
    pub key: String,
    /// A value for that field from `key`.
    pub set_key: String,
    /// A list of the fields whose values no two have, as pairs of the name and the value in `self`.
    pub unique: String,
    /// Whether its key, or one of these fields, is deprecated.
    pub deprecated: bool,
}

impl EntityView {
    /// The entity as templates see it.
    pub fn new(entity: Entity<'_>) -> Option<Self> {
        let Entity { message, key, .. } = entity;
        let one = entity.one();
        Some(Self {
            full_name: message.full_name().to_owned(),
            kind: message.name().to_owned(),
            many: entity.many(),
            path: path(message),
            ty: String::new(),
            key_type: fields::key_type(key)?,
            get_key: fields::copy("self", key),
            set_key: fields::wrap(key, "key"),
            key: fields::ident(key),
            unique: unique(entity),
            deprecated: message.fields().any(|field| {
                field.is_deprecated() && (field.name() == entity.key.name() || entity.is_unique(field))
            }),
            one,
        })
    }
}

/// The path of a message below the module `proto`.
fn path(message: Message<'_>) -> String {
    let module = idents::module(message.file().package());
    let path = idents::message(message);
    if module.is_empty() { path } else { format!("{module}::{path}") }
}

fn unique(entity: Entity<'_>) -> String {
    let pair = |field: Field<'_>| {
        let ident = fields::ident(field);
        let value = if is_option(field) { format!("self.{ident}()") } else { format!("&self.{ident}") };
        format!("(\"{}\", {value})", field.name())
    };
    let pairs: Vec<String> =
        entity.message.fields().filter(|&field| entity.is_unique(field)).map(pair).collect();
    if pairs.is_empty() { "Vec::new()".to_owned() } else { format!("vec![{}]", pairs.join(", ")) }
}
