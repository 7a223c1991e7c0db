//! Entities.

use serde::Serialize;

use crate::generate::idents;
use crate::scaffold::entities::Entity;
use crate::scaffold::fields::{self, FieldView};
use crate::schema::handles::Message;

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
    /// The field of the key.
    pub key: FieldView,
    /// The fields whose values no two have.
    pub unique: Vec<FieldView>,
    /// Whether its key, or one of these fields, is deprecated.
    pub deprecated: bool,
    /// Whether several services have it.
    pub shared: bool,
}

impl EntityView {
    /// The entity as templates see it.
    pub fn new(entity: Entity<'_>) -> Option<Self> {
        let Entity { message, key, .. } = entity;
        let one = entity.one();
        let unique = message.fields().filter(|&field| entity.is_unique(field));
        Some(Self {
            full_name: message.full_name().to_owned(),
            kind: message.name().to_owned(),
            many: entity.many(),
            path: path(message),
            ty: String::new(),
            key_type: fields::key_type(key)?,
            key: FieldView::new(key),
            unique: unique.map(FieldView::new).collect(),
            deprecated: message.fields().any(|field| {
                field.is_deprecated() && (field.name() == entity.key.name() || entity.is_unique(field))
            }),
            shared: false,
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
